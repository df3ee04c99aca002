const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Parses an ISO 8601 duration of weeks, days and times, for example `P1DT2H`. Returns milliseconds, or undefined for
 * other text.
 */
export function parseDuration(text: string): number | undefined {
  const match =
    /^P(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?$/.exec(
      text.trim().toUpperCase(),
    );
  if (!match?.groups || !/\d/.test(text)) return undefined;
  const amount = (name: string) => Number(match.groups?.[name] ?? 0);
  return (
    amount('weeks') * 7 * DAY +
    amount('days') * DAY +
    amount('hours') * HOUR +
    amount('minutes') * MINUTE +
    Math.round(amount('seconds') * SECOND)
  );
}
