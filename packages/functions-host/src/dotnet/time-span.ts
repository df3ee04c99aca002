import { z } from 'zod';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `[-][d.]hh:mm[:ss[.fffffff]]`, or a bare number of days: the forms that .NET's TimeSpan reads. */
const FORM =
  /^(?<sign>-?)(?:(?<wholeDays>\d+)|(?:(?<days>\d+)\.)?(?<hours>\d{1,2}):(?<minutes>\d{1,2})(?::(?<seconds>\d{1,2})(?:\.(?<fraction>\d{1,7}))?)?)$/;

/** Parses a .NET TimeSpan such as `00:00:02` or `1.06:00:00`. Returns milliseconds, or undefined for other text. */
export function parseTimeSpan(text: string): number | undefined {
  // Four numbers with colons start with days, too.
  const groups = FORM.exec(text.trim().replace(/^(-?\d+):(?=(?:\d+:){2}\d)/, '$1.'))?.groups;
  if (!groups) return undefined;
  const part = (name: string) => Number(groups[name] ?? 0);
  if (part('hours') > 23 || part('minutes') > 59 || part('seconds') > 59) return undefined;
  const length =
    (part('wholeDays') + part('days')) * DAY +
    part('hours') * HOUR +
    part('minutes') * MINUTE +
    (part('seconds') + Number(`0.${groups.fraction ?? 0}`)) * SECOND;
  return groups.sign ? -length : length;
}

/** Formats milliseconds as .NET writes a TimeSpan: `00:00:02`, `1.00:00:00`, `00:00:00.3000000`. */
export function formatTimeSpan(milliseconds: number): string {
  const two = (value: number) => `${Math.floor(value)}`.padStart(2, '0');
  const days = Math.floor(milliseconds / DAY);
  const fraction = Math.round(milliseconds % SECOND);
  return (
    (days > 0 ? `${days}.` : '') +
    `${two((milliseconds % DAY) / HOUR)}:${two((milliseconds % HOUR) / MINUTE)}:${two((milliseconds % MINUTE) / SECOND)}` +
    (fraction > 0 ? `.${`${fraction}`.padStart(3, '0')}0000` : '')
  );
}

/** A TimeSpan in host.json, as milliseconds. */
export const timeSpan = z.string().transform((text, context) => {
  const milliseconds = parseTimeSpan(text);
  if (milliseconds !== undefined) return milliseconds;
  context.issues.push({
    code: 'custom',
    input: text,
    message: `"${text}" is not a time span; write it as hh:mm:ss with hours up to 23, for instance "00:00:30"`,
  });
  return z.NEVER;
});
