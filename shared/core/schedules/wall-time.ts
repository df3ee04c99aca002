import { CronDate } from 'croner';

/**
 * Time that a clock of a zone shows, as milliseconds that read in UTC as the clock does. Arithmetic on days and hours is plain
 * arithmetic; the time zone matters for the conversion only.
 */
export type WallTime = number;

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function wallTimeOf(instant: number, zone: string): WallTime {
  const { year, month, day, hour, minute, second } = new CronDate(new Date(instant), zone);
  return Date.UTC(year, month, day, hour, minute, second);
}

/** Returns the moment at which the clock shows a wall time: the first one when it shows it twice, as much later as it jumps when it skips it. */
export function instantOf(wall: WallTime, zone: string): number {
  return new CronDate(new Date(wall).toISOString().slice(0, 19), zone).getTime();
}

const ISO = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** Returns the moment of an ISO 8601 text, read in `zone` when it has no offset; `undefined` for any other text. */
export function readMoment(text: string, zone: string): number | undefined {
  const [whole, date = '', time = 'T00:00', offset] = ISO.exec(text.trim()) ?? [];
  const wall = Date.parse(`${date}${time}Z`);
  // Date.parse reads February 30 as a day of March.
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
