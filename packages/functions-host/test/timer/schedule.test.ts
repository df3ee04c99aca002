import fc from 'fast-check';
import { offsetDate } from '../../src/dotnet/local-time.ts';
import { parseSchedule } from '../../src/timer/schedule.ts';
import { timeZone } from '../../src/timer/time-zone.ts';

const HOUR = 3_600_000;

/** The next times as a clock in the zone shows them. */
const next = (expression: string, zoneName: string, after: string, times = 1): string[] => {
  const zone = timeZone(zoneName);
  const schedule = parseSchedule(expression, zone);
  const found: string[] = [];
  let now = Date.parse(after);
  while (found.length < times) {
    now = schedule.nextAfter(now);
    found.push(offsetDate(now, zone.offsetAt));
  }
  return found;
};

describe('a schedule in a time zone', () => {
  it('follows the clock there', () => {
    expect(next('0 0 2 * * *', 'Asia/Seoul', '2026-06-01T00:00:00Z')).toEqual(['2026-06-02T02:00:00+09:00']);
    expect(next('0 30 9 * * *', 'Asia/Kolkata', '2026-06-01T00:00:00Z')).toEqual(['2026-06-01T09:30:00+05:30']);
  });

  it('names an unknown zone and the remedy', () => {
    expect(() => timeZone('Korea Standard Time')).toThrow(/WEBSITE_TIME_ZONE is "Korea Standard Time".*Asia\/Seoul/);
  });
});

// 2026: clocks in Los Angeles go forward on March 8 (02:00 -> 03:00) and back on November 1 (02:00 -> 01:00).
describe('a fixed time of day', () => {
  it('comes an hour later on the day when it is skipped', () => {
    expect(next('0 30 2 * * *', 'America/Los_Angeles', '2026-03-07T03:00:00-08:00', 2)).toEqual([
      '2026-03-08T03:30:00-07:00',
      '2026-03-09T02:30:00-07:00',
    ]);
  });

  it('runs only once in the hour that is repeated', () => {
    expect(next('0 30 1 * * *', 'America/Los_Angeles', '2026-10-31T12:00:00-07:00', 2)).toEqual([
      '2026-11-01T01:30:00-07:00',
      '2026-11-02T01:30:00-08:00',
    ]);
  });

  it('counts as done when the host starts in the second of the two hours', () => {
    expect(next('0 30 1 * * *', 'America/Los_Angeles', '2026-11-01T01:10:00-08:00')).toEqual([
      '2026-11-02T01:30:00-08:00',
    ]);
    expect(next('0 0 2 * * *', 'America/Los_Angeles', '2026-11-01T01:10:00-08:00')).toEqual([
      '2026-11-01T02:00:00-08:00',
    ]);
  });

  it('does not move on either side of a change', () => {
    expect(next('0 0 5 * * *', 'America/Los_Angeles', '2026-03-07T06:00:00-08:00')).toEqual([
      '2026-03-08T05:00:00-07:00',
    ]);
    expect(next('0 0 5 * * *', 'America/Los_Angeles', '2026-10-31T06:00:00-07:00')).toEqual([
      '2026-11-01T05:00:00-08:00',
    ]);
  });

  it('months away is found across several changes', () => {
    expect(next('0 0 0 1 1 *', 'America/Los_Angeles', '2026-02-01T00:00:00-08:00')).toEqual([
      '2027-01-01T00:00:00-08:00',
    ]);
    expect(next('0 30 2 14 3 *', 'America/Los_Angeles', '2026-07-01T00:00:00-07:00')).toEqual([
      '2027-03-14T03:30:00-07:00',
    ]);
  });
});

describe('an interval', () => {
  it('continues through the hour that is repeated', () => {
    expect(next('0 */30 * * * *', 'America/Los_Angeles', '2026-11-01T00:40:00-07:00', 6)).toEqual([
      '2026-11-01T01:00:00-07:00',
      '2026-11-01T01:30:00-07:00',
      '2026-11-01T01:00:00-08:00',
      '2026-11-01T01:30:00-08:00',
      '2026-11-01T02:00:00-08:00',
      '2026-11-01T02:30:00-08:00',
    ]);
  });

  it('skips the hour that is skipped', () => {
    expect(next('0 */30 * * * *', 'America/Los_Angeles', '2026-03-08T01:20:00-08:00', 3)).toEqual([
      '2026-03-08T01:30:00-08:00',
      '2026-03-08T03:00:00-07:00',
      '2026-03-08T03:30:00-07:00',
    ]);
  });

  it('occurs every hour of the year, in every zone, across changes of the clock', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('America/Los_Angeles', 'Europe/Berlin', 'Asia/Seoul', 'America/Sao_Paulo', 'Africa/Casablanca'),
        fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) }),
        (name, now) => {
          const schedule = parseSchedule('0 0 * * * *', timeZone(name));
          const first = schedule.nextAfter(now);
          expect(first - now).toBeGreaterThan(0);
          expect(first - now).toBeLessThanOrEqual(HOUR);
          expect(schedule.nextAfter(first) - first).toBe(HOUR);
        },
      ),
    );
  });
});

describe('any schedule', () => {
  it('is in the future and matches the expression, in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('UTC', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Tehran'),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) }),
        (name, minute, hour, now) => {
          const zone = timeZone(name);
          const due = parseSchedule(`0 ${minute} ${hour} * * *`, zone).nextAfter(now);
          expect(due).toBeGreaterThan(now);
          // A day at most, but for the extra hour of autumn and for a time that has already come in the hour that is repeated.
          expect(due - now).toBeLessThanOrEqual(50 * HOUR);
          const clock = new Date(zone.clockAt(due));
          const wasSkipped = zone.changeBetween(due - 2 * HOUR, due) !== undefined;
          if (!wasSkipped) expect([clock.getUTCHours(), clock.getUTCMinutes()]).toEqual([hour, minute]);
        },
      ),
    );
  });

  it('never comes when its day does not exist', () => {
    expect(parseSchedule('0 0 0 31 2 *', timeZone('UTC')).nextAfter(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is refused when it is neither an expression nor a time span', () => {
    expect(() => parseSchedule('every day', timeZone('UTC'))).toThrow(
      "The schedule expression 'every day' was not recognized",
    );
  });
});

describe('a period', () => {
  const nextPeriod = (text: string) => parseSchedule(text, timeZone('UTC')).nextAfter(1_000);

  it('counts from the last run and ignores daylight saving', () => {
    expect(nextPeriod('02:00:00')).toBe(1_000 + 2 * HOUR);
    expect(nextPeriod('1.00:00:00')).toBe(1_000 + 24 * HOUR);
    expect(nextPeriod('00:00:00.250')).toBe(1_250);
    expect(parseSchedule('02:00:00', timeZone('UTC')).adjustForDst).toBe(false);
  });

  it('starts with days when the first number exceeds 23, as in .NET', () => {
    expect(nextPeriod('24:00:00')).toBe(1_000 + 24 * 24 * HOUR);
  });

  it.each(['00:00:00', '-00:01:00', '00:60:00'])('cannot be %s', (text) => {
    expect(() => nextPeriod(text)).toThrow('was not recognized');
  });
});

describe('a frequent timer', () => {
  it.each([
    ['*/5 * * * * *', true],
    ['*/30 * * * * *', true],
    ['0 * * * * *', false],
    ['0 0 5 * * *', false],
    ['00:00:59', true],
    ['00:01:00', false],
  ])('is one that is due more than once a minute: %s', (text, isFrequent) => {
    for (const second of [0, 17, 59]) {
      expect(parseSchedule(text, timeZone('UTC')).isFrequent(Date.UTC(2026, 0, 1, 0, 0, second))).toBe(isFrequent);
    }
  });
});
