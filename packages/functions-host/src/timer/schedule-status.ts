import { z } from 'zod';
import { type OffsetAt, offsetDate } from '../dotnet/local-time.ts';

/** Last and next occurrence of a timer in milliseconds; undefined for never. */
export interface ScheduleStatus {
  readonly last: number | undefined;
  readonly next: number | undefined;
  readonly lastUpdated: number | undefined;
}

/** .NET's earliest and latest times. */
const NEVER_YET = '0001-01-01T00:00:00+00:00';
const NEVER_AGAIN = '9999-12-31T23:59:59.9999999+00:00';
/** The real host treats every time in the first year as "never". */
const FIRST_YEAR = Date.parse('0002-01-01T00:00:00Z');
const LAST_YEAR = Date.parse('9999-12-31T00:00:00Z');

const moment = z.string().transform((text, context) => {
  const value = Date.parse(text);
  if (!Number.isNaN(value)) return value < FIRST_YEAR || value > LAST_YEAR ? undefined : value;
  context.issues.push({ code: 'custom', input: text, message: `"${text}" is not a time` });
  return z.NEVER;
});

const stored = z.object({ Last: moment, Next: moment, LastUpdated: moment });

/** Formats a status for the blob and for the timer's input, in local time. */
export function statusRecord({ last, next, lastUpdated }: ScheduleStatus, offsetAt: OffsetAt): z.input<typeof stored> {
  const text = (value: number | undefined, never: string) =>
    value === undefined || !Number.isFinite(value) ? never : offsetDate(value, offsetAt);
  return {
    Last: text(last, NEVER_YET),
    Next: text(next, NEVER_AGAIN),
    LastUpdated: text(lastUpdated, NEVER_YET),
  };
}

/** Parses a status blob; undefined for other content. */
export function parseStatus(text: string): ScheduleStatus | undefined {
  try {
    const { Last, Next, LastUpdated } = stored.parse(JSON.parse(text));
    return { last: Last, next: Next, lastUpdated: LastUpdated };
  } catch {
    return undefined;
  }
}
