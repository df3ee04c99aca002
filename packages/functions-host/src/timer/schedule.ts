import { IndexingError } from '../core/errors.ts';
import { parseTimeSpan } from '../dotnet/time-span.ts';
import { type Crontab, parseCrontab } from './ncrontab.ts';
import type { TimeZone } from './time-zone.ts';

/** Occurrences of a timer. Times in milliseconds since 1970, UTC. */
export interface Schedule {
  /** True when the times follow daylight saving; false for a period. */
  readonly adjustForDst: boolean;
  /** True for a timer that is due more than once in the minute after `now`. The real host keeps no status for it. */
  isFrequent(now: number): boolean;
  /** Returns the next time after `now`; Infinity when there is none. */
  nextAfter(now: number): number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * Parses an NCRONTAB expression or a time span.
 * @throws IndexingError for other text
 */
export function parseSchedule(text: string, zone: TimeZone): Schedule {
  const crontab = parseCrontab(text);
  if (crontab) {
    const nextAfter = (now: number) => nextMoment(crontab, zone, now);
    return { adjustForDst: true, isFrequent: (now) => nextAfter(nextAfter(now)) <= now + MINUTE, nextAfter };
  }
  const period = parsePeriod(text);
  if (period !== undefined)
    return { adjustForDst: false, isFrequent: () => period < MINUTE, nextAfter: (now) => now + period };
  const reported = `The schedule expression '${text}' was not recognized as a valid cron expression or timespan string.`;
  throw new IndexingError(
    `${reported} Write six fields such as "0 0 2 * * *" (02:00 every day), or a time span such as "00:05:00".`,
    reported,
    'Microsoft.Azure.WebJobs.Extensions',
  );
}

/**
 * Returns the next occurrence. A time that the clock skips in spring comes as long after the change as it would have
 * without it. The hour that the clock repeats in autumn counts twice for intervals and once, the first time, for fixed
 * times.
 */
function nextMoment(crontab: Crontab, zone: TimeZone, now: number): number {
  let from = now;
  let clock = crontab.nextAfter(startOfSearch(crontab, zone, now));
  while (clock !== undefined) {
    const offset = zone.offsetAt(from) * MINUTE;
    const moment = clock - offset;
    const change = zone.changeBetween(from, moment);
    if (change === undefined) return moment;
    const after = zone.clockAt(change);
    const isSkipped = clock < after;
    if (isSkipped) return moment;
    from = change;
    const resume = crontab.isInterval ? after : Math.max(after, change + offset);
    clock = crontab.nextAfter(resume - SECOND);
  }
  return Number.POSITIVE_INFINITY;
}

function startOfSearch(crontab: Crontab, zone: TimeZone, now: number): number {
  const clock = zone.clockAt(now);
  const change = crontab.isInterval ? undefined : zone.changeBetween(now - DAY, now);
  if (change === undefined) return clock;
  // In the repeated hour, fixed times have already occurred.
  const beforeChange = change + zone.offsetAt(now - DAY) * MINUTE;
  return Math.max(clock, beforeChange - SECOND);
}

/**
 * Parses a schedule that is a .NET TimeSpan. Returns milliseconds, or undefined for other text and for spans that are
 * not positive. .NET reads the first of three numbers as days when it exceeds 23: `24:00:00` means every 24 days.
 */
function parsePeriod(text: string): number | undefined {
  const [, days, rest] = /^\s*(\d+):(\d{1,2}:\d{1,2})\s*$/.exec(text) ?? [];
  const span = parseTimeSpan(text) ?? (rest === undefined ? undefined : parseTimeSpan(rest));
  const period = span !== undefined && Number(days) > 23 ? span + Number(days) * DAY : span;
  return period !== undefined && period > 0 ? period : undefined;
}
