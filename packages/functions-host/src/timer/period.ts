import { parseTimeSpan } from '../settings/time-span.ts';

const DAY = 24 * 3_600_000;

/**
 * Milliseconds of a schedule that is a .NET TimeSpan; undefined when it is none, or not more than zero.
 * Mind that .NET takes the first of three numbers for days when it is more than 23: `24:00:00` is every 24 days.
 */
export function parsePeriod(text: string): number | undefined {
  const [, days, rest] = /^\s*(\d+):(\d{1,2}:\d{1,2})\s*$/.exec(text) ?? [];
  const span = parseTimeSpan(text) ?? (rest === undefined ? undefined : parseTimeSpan(rest));
  const period = span !== undefined && Number(days) > 23 ? span + Number(days) * DAY : span;
  return period !== undefined && period > 0 ? period : undefined;
}
