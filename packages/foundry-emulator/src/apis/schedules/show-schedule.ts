import { systemData } from '../../core/project/system-data.ts';
import { withValues } from '../../core/with-values.ts';
import type { KeptSchedule } from './schedule.ts';

/** A schedule as clients see it. @param provisioning it is not ready yet */
export function showSchedule(schedule: KeptSchedule, provisioning: boolean): object {
  const { id, definition, createdAt, changedAt } = schedule;
  const { enabled, trigger, description, displayName, properties, tags } = definition;
  const underWay = createdAt === changedAt ? 'Creating' : 'Updating';
  return {
    id,
    ...withValues({ displayName, description }),
    enabled,
    provisioningStatus: provisioning ? underWay : 'Succeeded',
    trigger: { timeZone: 'UTC', ...withValues(trigger) },
    task: shownTask(schedule),
    tags: tags ?? {},
    properties: properties ?? {},
    systemData: systemData({ createdAt, changedAt }),
  };
}

/** An insight that is yet to be made, with the fields that every insight has: clients cannot read one without them. */
function shownTask({ id, definition: { task }, createdAt }: KeptSchedule): object {
  if (task.type !== 'Insight') return task;
  const { displayName, request } = task.insight;
  const metadata = { createdAt: new Date(createdAt).toISOString() };
  return { ...task, insight: { id, displayName, request, metadata, state: 'NotStarted' } };
}
