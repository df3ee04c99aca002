const PATTERN =
  /^P(?!$)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,8}(?:\.\d+)?)H)?(?:(\d{1,10}(?:\.\d+)?)M)?(?:(\d{1,12}(?:\.\d+)?)S)?)?$/;

/**
 * Returns the milliseconds of an ISO 8601 duration such as `PT90S`, `PT3H` or `P1DT12H`, or undefined. Years and months are not
 * accepted: they differ in length, and a deadline must not.
 */
export function parseDuration(text: string): number | undefined {
  const found = PATTERN.exec(text);
  if (!found) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  return Math.round((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000);
}

/** With years and months, which a calendar resolves. */
const CALENDAR_PATTERN =
  /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * Returns the moment an ISO 8601 duration (`PT3H`, `P1DT12H`, `P2M`) after another, both in milliseconds since 1970. Years and
 * months are those of the calendar, in UTC.
 * @throws RangeError when the text is not such a duration
 */
export function addDuration(from: number, duration: string): number {
  const found = CALENDAR_PATTERN.exec(duration);
  if (!found) throw new RangeError(`"${duration}" is not an ISO 8601 duration such as PT90S, PT3H or P1DT12H.`);
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const date = new Date(from);
  date.setUTCFullYear(date.getUTCFullYear() + years, date.getUTCMonth() + months);
  const ms = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
  const then = date.getTime() + Math.round(ms);
  if (!Number.isFinite(then)) throw new RangeError(`"${duration}" leads beyond the end of the calendar.`);
  return then;
}

const UNITS = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** A duration for people, two units at most: `2 h 5 min`, `3 days`, `40 s`. */
export function describeDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const parts: string[] = [];
  // Rounded to what is shown, so that 59.9 s is "1 min" and not "60 s".
  let left = ms < 60_000 ? Math.round(ms / 1000) * 1000 : Math.round(ms / 60_000) * 60_000;
  if (ms < 60_000 && left === 60_000) return '1 min';
  for (const [name, size] of UNITS) {
    const count = Math.floor(left / size);
    if (count === 0 && parts.length === 0) continue;
    if (count > 0) parts.push(name === 'day' ? `${count} ${count === 1 ? 'day' : 'days'}` : `${count} ${name}`);
    left -= count * size;
    if (parts.length === 2 || left === 0) break;
  }
  return parts.join(' ');
}
