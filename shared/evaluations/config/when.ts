import type {
  CronTrigger,
  DayOfWeek,
  OneTimeTrigger,
  RecurrenceSchedule,
  RecurrenceTrigger,
} from '../../core/schedules/trigger.ts';

/** Between when a schedule is in force. ISO 8601; a time without an offset is of the schedule's time zone. */
export interface Span {
  readonly from?: string;
  readonly until?: string;
}

/** `cron('0 2 * * *', 'Asia/Seoul')`: at two every night in Seoul. Five fields; names of days and `L` (last day) are understood. */
export const cron = (expression: string, timeZone = 'UTC', { from, until }: Span = {}): CronTrigger => ({
  type: 'Cron',
  expression,
  timeZone,
  ...(from === undefined ? {} : { startTime: from }),
  ...(until === undefined ? {} : { endTime: until }),
});

/** Where recurrences count from that do not say: a Monday, the first of a month and of a year. */
const ANCHOR = '2024-01-01T00:00:00';

/** Which of its days or hours a recurrence means. */
export interface Within {
  /** Of `days`: full hours. */
  readonly hours?: readonly number[];
  /** Of `weeks`. */
  readonly daysOfWeek?: readonly DayOfWeek[];
  /** Of `months`; a month that lacks the day is passed over. */
  readonly daysOfMonth?: readonly number[];
}

export type EveryOptions = Span & Within & { readonly timeZone?: string };

/**
 * `every(6, 'hours')`, `every(1, 'days', { hours: [9, 17] })`, `every(2, 'weeks', { daysOfWeek: ['Monday'] })`,
 * `every(1, 'months', { daysOfMonth: [1, 15] })`. Counted from `from`, whose time of day it is for weeks and months; without it from
 * midnight of Monday, the first of January 2024.
 */
export function every(
  interval: number,
  unit: 'hours' | 'days' | 'weeks' | 'months',
  { timeZone = 'UTC', from = ANCHOR, until, hours, daysOfWeek, daysOfMonth }: EveryOptions = {},
): RecurrenceTrigger {
  const schedules: Readonly<Record<typeof unit, RecurrenceSchedule>> = {
    hours: { type: 'Hourly' },
    days: { type: 'Daily', hours: hours ?? [0] },
    weeks: { type: 'Weekly', daysOfWeek: daysOfWeek ?? ['Monday'] },
    months: { type: 'Monthly', daysOfMonth: daysOfMonth ?? [1] },
  };
  const schedule = schedules[unit];
  return {
    type: 'Recurrence',
    interval,
    schedule,
    timeZone,
    startTime: from,
    ...(until === undefined ? {} : { endTime: until }),
  };
}

/** Whenever a response of the target's agent completes. */
export interface OnResponse {
  readonly type: 'Response';
  /** Of all responses, above 0 and at most 1: which ones is decided by their ids, always the same. */
  readonly share: number;
  /** Runs that may start within any hour. */
  readonly maxHourlyRuns?: number;
  /** False when somebody tells of every response on the queue `agent-responses`: then the project is not asked every minute. */
  readonly look?: boolean;
}

/** `onResponse({ share: 0.1, maxHourlyRuns: 20 })`: a tenth of what the agent really answers. All of it without a share. */
export const onResponse = ({ share = 1, maxHourlyRuns, look }: Partial<Omit<OnResponse, 'type'>> = {}): OnResponse => ({
  type: 'Response',
  share,
  ...(maxHourlyRuns === undefined ? {} : { maxHourlyRuns }),
  ...(look === undefined ? {} : { look }),
});

/** `at('2026-12-01T09:00:00', 'Europe/Berlin')`: once. */
export const at = (time: string, timeZone = 'UTC'): OneTimeTrigger => ({ type: 'OneTime', triggerAt: time, timeZone });
