import type { Schedule } from './schedule.ts';
import type { ScheduleStatus } from './schedule-status.ts';

export interface CheckedStatus {
  readonly status: ScheduleStatus;
  /** True when the status must be written, because it is new or the schedule has changed. */
  readonly changed: boolean;
  /** An occurrence was missed while the host was down. */
  readonly isPastDue: boolean;
}

/**
 * Compares the stored status of a timer with its schedule, as the real host does at its start. After a change of the
 * schedule, missed occurrences are not made up.
 */
export function checkSchedule(schedule: Schedule, stored: ScheduleStatus | undefined, now: number): CheckedStatus {
  if (!stored) {
    const status = { last: undefined, next: schedule.nextAfter(now), lastUpdated: now };
    return { status, changed: true, isPastDue: false };
  }
  let since = stored.last ?? stored.lastUpdated ?? now;
  let expected = schedule.nextAfter(since);
  if (sameMoment(stored.next, expected)) return { status: stored, changed: false, isPastDue: now > expected };
  if (now > expected) {
    since = now;
    expected = schedule.nextAfter(now);
  }
  return { status: { last: undefined, next: expected, lastUpdated: since }, changed: true, isPastDue: false };
}

function sameMoment(stored: number | undefined, expected: number): boolean {
  return (stored ?? Number.POSITIVE_INFINITY) === expected;
}
