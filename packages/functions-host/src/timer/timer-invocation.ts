import { type OffsetAt, offsetDate } from '../dotnet/local-time.ts';
import type { Invocation } from '../extension/extension.ts';
import type { Schedule } from './schedule.ts';
import { type ScheduleStatus, statusRecord } from './schedule-status.ts';

export interface TimerOccurrence {
  readonly schedule: Schedule;
  /** Absent for timers without status. */
  readonly status?: ScheduleStatus | undefined;
  readonly isPastDue: boolean;
  /** Reason of a run outside of the schedule. */
  readonly unscheduled?: 'IsPastDue' | 'RunOnStartup' | 'ByHand';
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly offsetAt: OffsetAt;
}

/** Returns the invocation of one occurrence, with the real host's input. */
export function timerInvocation({
  schedule,
  status,
  isPastDue,
  unscheduled,
  now,
  offsetAt,
}: TimerOccurrence): Invocation {
  const time = offsetDate(now, offsetAt);
  const input = {
    Schedule: { AdjustForDST: schedule.adjustForDst },
    ScheduleStatus: status ? statusRecord(status, offsetAt) : null,
    IsPastDue: isPastDue,
  };
  return {
    input: { json: JSON.stringify(input) },
    triggerMetadata: {},
    bindingData: { timerTrigger: time },
    reason: `Timer fired at ${time}`,
    ...(unscheduled ? { details: { unscheduled } } : {}),
  };
}
