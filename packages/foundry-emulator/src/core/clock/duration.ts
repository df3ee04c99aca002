const PATTERN =
  /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * The moment an ISO 8601 duration (`PT3H`, `P1DT12H`, `P2M`) after another, both in milliseconds since 1970. Years and months
 * are those of the calendar, in UTC.
 * @throws RangeError when the text is not such a duration
 */
export function addDuration(from: number, duration: string): number {
  const found = PATTERN.exec(duration);
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
