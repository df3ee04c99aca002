import type {
  CronTrigger,
  DayOfWeek,
  OneTimeTrigger,
  RecurrenceSchedule,
  RecurrenceTrigger,
} from '../../core/schedules/trigger.ts';

/** Start and end of a schedule, ISO 8601. A time without an offset is in the schedule's time zone. */
export interface Span {
  readonly from?: string;
  readonly until?: string;
}

/**
 * Starts a run at the times of a cron expression with five fields. Names of days and `L` (last day of the month) are supported.
 *
 * @param timeZone IANA name. Default: `UTC`
 * @example
 * cron('0 2 * * *', 'Asia/Seoul') // every night at two in Seoul
 */
export const cron = (expression: string, timeZone = 'UTC', { from, until }: Span = {}): CronTrigger => ({
  type: 'Cron',
  expression,
  timeZone,
  ...(from === undefined ? {} : { startTime: from }),
  ...(until === undefined ? {} : { endTime: until }),
});

/** Default start of recurrences: a Monday, and the first day of a month and a year. */
const ANCHOR = '2024-01-01T00:00:00';

/** Hours and days of a recurrence. */
export interface Within {
  /** Full hours, for `days`. */
  readonly hours?: readonly number[];
  /** Days of the week, for `weeks`. */
  readonly daysOfWeek?: readonly DayOfWeek[];
  /** Days of the month, for `months`. A month without the day is skipped. */
  readonly daysOfMonth?: readonly number[];
}

export type EveryOptions = Span & Within & { readonly timeZone?: string };

/**
 * Starts a run at a fixed interval. Intervals count from `from`, whose time of day weeks and months use. Default: midnight of Monday,
 * 1 January 2024.
 *
 * @param interval 1 to 1,000
 * @example
 * every(6, 'hours');
 * every(1, 'days', { hours: [9, 17], timeZone: 'Europe/Berlin' });
 * every(2, 'weeks', { daysOfWeek: ['Monday'] });
 * every(1, 'months', { daysOfMonth: [1, 15] });
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

/** Trigger of a rule: a response of the target's agent has completed. */
export interface OnResponse {
  readonly type: 'Response';
  /** Share of all responses, above 0 and at most 1. The id of a response decides whether it belongs to the share. */
  readonly share: number;
  /** Runs that may start within any hour. */
  readonly maxHourlyRuns?: number;
  /** False when a sender announces every response on the queue `agent-responses`: then the project is not polled. */
  readonly look?: boolean;
}

/**
 * Evaluates a share of the agent's real responses as they complete. Without `share` it evaluates all of them.
 *
 * @example
 * onResponse({ share: 0.1, maxHourlyRuns: 20 }) // a tenth of the responses, in at most 20 runs an hour
 */
export const onResponse = ({ share = 1, maxHourlyRuns, look }: Partial<Omit<OnResponse, 'type'>> = {}): OnResponse => ({
  type: 'Response',
  share,
  ...(maxHourlyRuns === undefined ? {} : { maxHourlyRuns }),
  ...(look === undefined ? {} : { look }),
});

/**
 * Starts one run at a time.
 *
 * @example
 * at('2026-12-01T09:00:00', 'Europe/Berlin')
 */
export const at = (time: string, timeZone = 'UTC'): OneTimeTrigger => ({ type: 'OneTime', triggerAt: time, timeZone });
