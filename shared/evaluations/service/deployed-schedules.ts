import type { AIProjectClient, Schedule } from '@azure/ai-projects';
import type { DeployedItem, DeployedItems } from './deployed-items.ts';
import { MARK, PAUSED_TAG, RESUMED_TAG, unlessMissing } from './deployed-items.ts';
import type { WantedSchedule } from './wanted-items.ts';

export type ScheduleClient = Pick<AIProjectClient['beta'], 'schedules'>;

/** The schedules of a project. */
export function schedulesOf({ beta: { schedules } }: { readonly beta: ScheduleClient }): DeployedItems<WantedSchedule> {
  return {
    word: 'schedule',
    list: async (abortSignal) => {
      const found: DeployedItem[] = [];
      for await (const body of schedules.list(abortSignal === undefined ? {} : { abortSignal })) found.push(kept(body));
      return found;
    },
    get: async (id) => {
      const body = await unlessMissing(schedules.get(id));
      return body && kept(body);
    },
    write: (id, wanted) => schedules.createOrUpdate(id, wanted),
    keeping: ({ paused, body }, wanted) => {
      const tags = tagsOf(body as Schedule);
      return { ...wanted, enabled: wanted.enabled && !paused, ...(Object.keys(tags).length === 0 ? {} : { tags }) };
    },
    disable: ({ id, body }) => schedules.createOrUpdate(id, { ...(body as Schedule), enabled: false }),
    setPaused: ({ id, body }, paused, enabled, at) => {
      const { [PAUSED_TAG]: _was, ...tags } = tagsOf(body as Schedule);
      const told = { ...tags, [paused ? PAUSED_TAG : RESUMED_TAG]: at.toISOString() };
      return schedules.createOrUpdate(id, { ...(body as Schedule), enabled: enabled && !paused, tags: told });
    },
  };
}

export const tagsOf = ({ tags }: Pick<Schedule, 'tags'>): Readonly<Record<string, string>> => tags ?? {};

function kept(body: Schedule): DeployedItem {
  const id = idOf(body);
  const paused = PAUSED_TAG in tagsOf(body);
  return { id, enabled: body.enabled, ours: body.properties?.[MARK] === id, paused, body };
}

/** The reference calls it `id`, the SDK of later versions reads another name. */
function idOf(schedule: Schedule): string {
  const { id } = schedule as { id?: unknown };
  return schedule.schedule_id ?? String(id ?? '');
}
