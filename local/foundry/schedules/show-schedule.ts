import { withValues } from '../frame/with-values.ts';
import { systemData } from '../frame/system-data.ts';
import type { KeptSchedule } from './schedule.ts';

/** A schedule as clients see it. @param provisioning it is not ready yet */
export function showSchedule({ id, definition, createdAt, changedAt }: KeptSchedule, provisioning: boolean): object {
  const { enabled, trigger, task, description, displayName, properties, tags } = definition;
  const underWay = createdAt === changedAt ? 'Creating' : 'Updating';
  return {
    id,
    ...withValues({ displayName, description }),
    enabled,
    provisioningStatus: provisioning ? underWay : 'Succeeded',
    trigger: { timeZone: 'UTC', ...withValues(trigger) },
    task,
    tags: tags ?? {},
    properties: properties ?? {},
    systemData: systemData({ createdAt, changedAt }),
  };
}
