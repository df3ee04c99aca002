import { MAKER } from '../evals/run/run-service.ts';
import type { KeptSchedule } from './schedule.ts';

/** A schedule as clients see it. @param provisioning it is not ready yet */
export function showSchedule({ id, definition, createdAt, changedAt }: KeptSchedule, provisioning: boolean): object {
  const { enabled, trigger, task, description, displayName, properties, tags } = definition;
  const underWay = createdAt === changedAt ? 'Creating' : 'Updating';
  return {
    id,
    ...given({ displayName, description }),
    enabled,
    provisioningStatus: provisioning ? underWay : 'Succeeded',
    trigger: { timeZone: 'UTC', ...given(trigger) },
    task,
    tags: tags ?? {},
    properties: properties ?? {},
    systemData: {
      createdAt: new Date(createdAt).toISOString(),
      createdBy: MAKER,
      lastModifiedAt: new Date(changedAt).toISOString(),
      lastModifiedBy: MAKER,
    },
  };
}

/** Only what has a value. */
const given = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
