import { CronDate } from 'croner';

/**
 * What a clock on the wall shows, as milliseconds that read in UTC as the wall does: arithmetic on days and hours is plain
 * arithmetic, and the time zone matters at both ends only.
 */
export type WallTime = number;

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function wallTimeOf(instant: number, zone: string): WallTime {
  const { year, month, day, hour, minute, second } = new CronDate(new Date(instant), zone);
  return Date.UTC(year, month, day, hour, minute, second);
}

/** The moment at which the wall shows this. What it shows twice means the first time; what it skips is as much later. */
export function instantOf(wall: WallTime, zone: string): number {
  return new CronDate(new Date(wall).toISOString().slice(0, 19), zone).getTime();
}

const ISO = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** The moment that an ISO 8601 text names, in `zone` where it has no offset of its own; `undefined` when it names none. */
export function readMoment(text: string, zone: string): number | undefined {
  const [whole, date = '', time = 'T00:00', offset] = ISO.exec(text.trim()) ?? [];
  const wall = Date.parse(`${date}${time}Z`);
  // A day that no month has would be read as one of the next month.
  if (whole === undefined || Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(date)) return undefined;
  const instant = offset === undefined ? instantOf(wall, zone) : Date.parse(`${date}${time}${offset.toUpperCase()}`);
  return Number.isNaN(instant) ? undefined : instant;
}

export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
