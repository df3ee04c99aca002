import { IndexingError } from '../core/errors.ts';
import { parseTimeSpan } from '../dotnet/time-span.ts';
import { type Crontab, parseCrontab } from './ncrontab.ts';
import type { TimeZone } from './time-zone.ts';

/** When a timer is due. Moments in milliseconds since 1970, UTC. */
export interface Schedule {
  /** Whether the times follow the clock on the wall through daylight saving; a period does not. */
  readonly adjustForDst: boolean;
  /** Due more than once in the minute after `now`: the real host keeps no status for such a timer. */
  isFrequent(now: number): boolean;
  /** The next moment after `now`; Infinity when there is none. */
  nextAfter(now: number): number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Reads an NCRONTAB expression or a time span. @throws IndexingError when it is neither */
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
 * A time that the clock skips in spring comes as long after the change as it would have come without it. The hour that the
 * clock repeats in autumn counts twice for intervals and once, the first time, for fixed times of day.
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
  // Within the repeated hour, fixed times have had their turn.
  const beforeChange = change + zone.offsetAt(now - DAY) * MINUTE;
  return Math.max(clock, beforeChange - SECOND);
}

/**
 * Milliseconds of a schedule that is a .NET TimeSpan; undefined when it is none, or not more than zero.
 * Mind that .NET takes the first of three numbers for days when it is more than 23: `24:00:00` is every 24 days.
 */
function parsePeriod(text: string): number | undefined {
  const [, days, rest] = /^\s*(\d+):(\d{1,2}:\d{1,2})\s*$/.exec(text) ?? [];
  const span = parseTimeSpan(text) ?? (rest === undefined ? undefined : parseTimeSpan(rest));
  const period = span !== undefined && Number(days) > 23 ? span + Number(days) * DAY : span;
  return period !== undefined && period > 0 ? period : undefined;
}
