import { messageOf } from '../../../../../shared/core/errors.ts';
import { nextOccurrence } from '../../../../../shared/core/schedules/next-occurrence.ts';
import { BackgroundWork } from '../../core/background-work/background-work.ts';
import { ApiError } from '../../core/http/api-error.ts';
import { newId } from '../../core/ids.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { Upserted } from '../../core/store/store.ts';
import type { KeptSchedule, ScheduleRun } from './schedule.ts';
import type { ScheduleStore } from './schedule-store.ts';
import type { Started, TaskRunner } from './task-runner.ts';

/** Fires schedules on the emulator's clock. */
export interface Scheduler {
  /** Stores a schedule and schedules its next run. */
  keep(schedule: Omit<KeptSchedule, 'due'>): Upserted<KeptSchedule>;
  /** Deletes a schedule and its runs. */
  remove(id: string): void;
}

export function openScheduler(
  project: ProjectContext,
  { schedules, runs }: ScheduleStore,
  taskRunner: TaskRunner,
): Scheduler {
  const { clock, store, closing, log } = project;
  const work = new BackgroundWork('schedules', project);

  const setTimer = ({ id, due }: KeptSchedule): void => {
    if (due === undefined) work.cancel(id);
    else work.at(id, due, () => fire(id, due));
  };

  /** @param from time after which the next occurrence is searched */
  const fire = (id: string, due: number, from = due): void => {
    const schedule = schedules.get(id);
    if (closing.aborted || schedule?.due !== due) return;
    let started: Started | undefined;
    const next = store.transaction(() => {
      started = attempt(schedule, due);
      return schedules.put(withDue(schedule, from)).object;
    });
    started?.begin();
    setTimer(next);
  };

  /** Stores the created object and the run of the schedule together. */
  const attempt = (schedule: KeptSchedule, due: number): Started | undefined => {
    const about = { id: newId('schedulerun'), scheduleId: schedule.id, triggerTime: new Date(due).toISOString() };
    const record = (outcome: Pick<ScheduleRun, 'success' | 'error' | 'properties'>) =>
      runs.put({ ...about, ...outcome });
    try {
      const started = taskRunner.start(schedule);
      record({ success: true, properties: started.properties });
      return started;
    } catch (error) {
      const reason = messageOf(error);
      const say = error instanceof ApiError ? log.warn : log.error;
      say('a schedule could not do what it is for', { schedule: schedule.id, reason });
      record({ success: false, error: reason, properties: {} });
      return undefined;
    }
  };

  const now = clock.now();
  work.resume(schedules.all(), (schedule) => {
    // Runs that were missed while the emulator was down are made up for once.
    if (schedule.due !== undefined && schedule.due <= now) fire(schedule.id, schedule.due, now);
    else setTimer(schedule);
  });

  return {
    keep(schedule) {
      const kept = schedules.put(withDue(schedule, clock.now()));
      setTimer(kept.object);
      return kept;
    },
    remove(id) {
      work.cancel(id);
      store.transaction(() => {
        for (const run of [...runs.all({ where: { schedule: id } })]) runs.delete(run.id);
        schedules.delete(id);
      });
    },
  };
}

function withDue(schedule: Omit<KeptSchedule, 'due'>, after: number): KeptSchedule {
  const { id, definition, createdAt, changedAt, endpoint } = schedule;
  const due = definition.enabled ? nextOccurrence(definition.trigger, after, createdAt) : undefined;
  return { id, definition, createdAt, changedAt, endpoint, ...(due === undefined ? {} : { due }) };
}
