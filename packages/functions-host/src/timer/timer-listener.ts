import type { HostClock } from '../clock/host-clock.ts';
import type { Log } from '../core/log.ts';
import type { OffsetAt } from '../dotnet/local-time.ts';
import type { Invocation, Listener } from '../extension/extension.ts';
import { storageErrorText } from '../storage/storage-error.ts';
import { checkSchedule } from './check-schedule.ts';
import type { Schedule } from './schedule.ts';
import type { ScheduleStatus } from './schedule-status.ts';
import type { StatusStore } from './status-store.ts';
import { type TimerOccurrence, timerInvocation } from './timer-invocation.ts';

export interface TimerListenerOptions {
  readonly schedule: Schedule;
  /** Absent for timers without status. */
  readonly store: StatusStore | undefined;
  readonly runOnStartup: boolean;
  readonly offsetAt: OffsetAt;
  readonly clock: HostClock;
  /** Runs the function. Rejects when it failed for good. */
  readonly run: (invocation: Invocation) => Promise<unknown>;
  /** Called when no new occurrence is started. */
  readonly onStop: () => void;
  readonly log: Log;
}

/** Listens for one timer: runs it when it is due, one occurrence after another. */
export function timerListener({
  schedule,
  store,
  runOnStartup,
  offsetAt,
  clock,
  run,
  onStop,
  log,
}: TimerListenerOptions): Listener {
  let status: ScheduleStatus;
  let stopped = false;
  let cancelWait = () => {};
  let running: Promise<void> = Promise.resolve();

  function waitUntil(moment: number, unscheduled?: 'IsPastDue' | 'RunOnStartup'): void {
    if (stopped) return;
    cancelWait = clock.at(moment, () => {
      running = occur(unscheduled).finally(() => waitUntil(status.next ?? Number.POSITIVE_INFINITY));
    });
  }

  async function occur(unscheduled: 'IsPastDue' | 'RunOnStartup' | undefined): Promise<void> {
    const began = clock.now();
    await invoke({
      status: store && status,
      isPastDue: unscheduled === 'IsPastDue',
      ...(unscheduled ? { unscheduled } : {}),
    }).catch(() => {});
    status = { last: began, next: schedule.nextAfter(began), lastUpdated: began };
    await write(status);
  }

  async function invoke(occurrence: Pick<TimerOccurrence, 'status' | 'isPastDue' | 'unscheduled'>): Promise<void> {
    await run(timerInvocation({ schedule, offsetAt, now: clock.now(), ...occurrence }));
  }

  async function write(current: ScheduleStatus): Promise<void> {
    await store?.write(current).catch((error: unknown) => {
      log.error(`The status of the timer could not be written: ${storageErrorText(error)}`);
    });
  }

  /** Finds missed occurrences. Without stored status, the schedule starts now. */
  async function checkStored(now: number): Promise<boolean> {
    status = { last: undefined, next: schedule.nextAfter(now), lastUpdated: undefined };
    if (!store) return false;
    try {
      const stored = await store.read();
      const checked = checkSchedule(schedule, stored, now);
      if (checked.changed) await write(checked.status);
      // As on the real host, the first input of a new timer does not contain the status that was just written.
      if (stored) status = checked.status;
      return checked.isPastDue;
    } catch (error) {
      log.error(
        `The status of the timer could not be read, so missed occurrences are not known: ${storageErrorText(error)}`,
      );
      return false;
    }
  }

  return {
    // Two versions of a timer would both run an occurrence that is due during a reload.
    startsAfterPrevious: true,
    start: async () => {
      clock.join?.(() => running);
      const now = clock.now();
      const isPastDue = await checkStored(now);
      if (isPastDue) waitUntil(now, 'IsPastDue');
      else if (runOnStartup) waitUntil(now, 'RunOnStartup');
      else waitUntil(status.next ?? Number.POSITIVE_INFINITY);
    },
    stop: async () => {
      stopped = true;
      cancelWait();
      onStop();
      await running;
    },
    runManually: async () => {
      const status = await store?.read().catch(() => undefined);
      await invoke({ status, isPastDue: false, unscheduled: 'ByHand' });
    },
  };
}
