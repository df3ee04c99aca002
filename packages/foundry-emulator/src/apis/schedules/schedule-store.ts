import type { Collection, Store } from '../../core/store/store.ts';
import type { KeptSchedule, ScheduleRun } from './schedule.ts';

export interface ScheduleStore {
  readonly schedules: Collection<KeptSchedule>;
  readonly runs: Collection<ScheduleRun>;
}

/** Returns the store of a project's schedules and runs. */
export const scheduleStore = (store: Store): ScheduleStore => ({
  schedules: store.collection<KeptSchedule>({
    name: 'schedules',
    key: ({ id }) => id,
    indexes: {
      type: ({ definition }) => definition.task.type,
      enabled: ({ definition }) => definition.enabled,
    },
  }),
  runs: store.collection<ScheduleRun>({
    name: 'scheduleRuns',
    key: ({ id }) => id,
    indexes: { schedule: ({ scheduleId }) => scheduleId },
  }),
});
