import { IndexingError } from '../core/errors.ts';
import type { OffsetAt } from '../dotnet/local-time.ts';

/** A time zone. Moments are milliseconds since 1970 in UTC; clock times are milliseconds without a zone. */
export interface TimeZone {
  readonly name: string;
  /** Minutes ahead of UTC. */
  readonly offsetAt: OffsetAt;
  /** Time on the clock. */
  clockAt(moment: number): number;
  /**
   * Returns the first moment after `from`, up to and including `to`, at which the offset changes; undefined without a
   * change.
   */
  changeBetween(from: number, to: number): number | undefined;
}

const MINUTE = 60_000;
/** Shortest time between two changes of a zone's offset, in milliseconds. */
const STEP = 7 * 24 * 60 * MINUTE;

/**
 * @param name IANA name; the machine's zone by default
 * @throws IndexingError for an unknown zone
 */
export function timeZone(name = Intl.DateTimeFormat().resolvedOptions().timeZone): TimeZone {
  const format = clockFormat(name);
  const offsetAt = (moment: number) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return Math.round((shown - Math.floor(moment / 1_000) * 1_000) / MINUTE);
  };
  return {
    name,
    offsetAt,
    clockAt: (moment) => moment + offsetAt(moment) * MINUTE,
    changeBetween: (from, to) => {
      const before = offsetAt(from);
      for (let low = from; low < to; low += STEP) {
        const high = Math.min(low + STEP, to);
        if (offsetAt(high) !== before) return bisect(low, high, (moment) => offsetAt(moment) !== before);
      }
      return undefined;
    },
  };
}

/** Returns the first whole number in (low, high] for which the test holds. It must hold for all larger ones, too. */
function bisect(low: number, high: number, test: (value: number) => boolean): number {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (test(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function clockFormat(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new IndexingError(
      `WEBSITE_TIME_ZONE is "${name}", which is not a known time zone. Write an IANA name such as Asia/Seoul or Europe/Berlin.`,
    );
  }
}
