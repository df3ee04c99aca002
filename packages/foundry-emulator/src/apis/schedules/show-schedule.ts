import { systemData } from '../../core/project/system-data.ts';
import { withValues } from '../../core/with-values.ts';
import type { KeptSchedule } from './schedule.ts';

/** Returns a schedule as clients see it. @param provisioning true while it is not ready */
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

/** Returns an insight task with the fields of an insight that clients require. */
function shownTask({ id, definition: { task }, createdAt }: KeptSchedule): object {
  if (task.type !== 'Insight') return task;
  const { displayName, request } = task.insight;
  const metadata = { createdAt: new Date(createdAt).toISOString() };
  return { ...task, insight: { id, displayName, request, metadata, state: 'NotStarted' } };
}
