import { IndexingError } from '../core/errors.ts';
import type { OffsetAt } from '../dotnet/local-time.ts';

/** A place's clock. Moments are milliseconds since 1970 in UTC; times of its clock are milliseconds without a zone. */
export interface TimeZone {
  readonly name: string;
  /** Minutes ahead of UTC. */
  readonly offsetAt: OffsetAt;
  /** What the clock shows. */
  clockAt(moment: number): number;
  /** The first moment after `from`, `to` included, at which the clock is set forward or back; undefined when there is none. */
  changeBetween(from: number, to: number): number | undefined;
}

const MINUTE = 60_000;
/** No zone sets its clock twice within so short a time. */
const STEP = 7 * 24 * 60 * MINUTE;

/** @param name IANA name; this machine's zone when absent. @throws IndexingError when there is no such zone */
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

/** The first whole number in (low, high] for which the test holds, when it holds from there on. */
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
      `WEBSITE_TIME_ZONE is "${name}", which is no time zone that this host knows. Write an IANA name such as Asia/Seoul or Europe/Berlin.`,
    );
  }
}
