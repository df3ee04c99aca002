import fc from 'fast-check';
import { nextOccurrence } from '../../shared/core/schedules/next-occurrence.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Offset of a zone from UTC in milliseconds, by Intl. */
function offsetAt(instant: number, zone: string): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d+):(\d+))?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}

interface Change {
  readonly zone: string;
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** The changes of the clock in 2026, to the minute. */
function changesOf(zone: string): Change[] {
  const changes: Change[] = [];
  for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += 7 * DAY) {
    const before = offsetAt(day, zone);
    if (offsetAt(day + 7 * DAY, zone) === before) continue;
    let [low, high] = [day, day + 7 * DAY];
    while (high - low > MINUTE) {
      const middle = Math.floor((low + high) / 2 / MINUTE) * MINUTE;
      if (offsetAt(middle, zone) === before) low = middle;
      else high = middle;
    }
    changes.push({ zone, at: high, before, after: offsetAt(high, zone) });
  }
  return changes;
}

const changes = Intl.supportedValuesOf('timeZone').flatMap(changesOf);

/** The moments at which an expression of minutes and hours happens around a change, by the rule itself. */
function expected(
  { at, before, after }: Change,
  minutes: readonly number[],
  hours: readonly number[] | undefined,
): number[] {
  const moments = new Set<number>();
  for (let wall = at + before - 6 * HOUR; wall < at + before + 8 * HOUR; wall += MINUTE) {
    const date = new Date(wall);
    if (!minutes.includes(date.getUTCMinutes()) || (hours && !hours.includes(date.getUTCHours()))) continue;
    const shown = [wall - before, wall - after]
      .filter((instant) => (instant < at ? before : after) === wall - instant)
      .sort((left, right) => left - right);
    const [first = wall - before] = shown;
    moments.add(first);
    if (!hours) for (const instant of shown) moments.add(instant);
  }
  return [...moments].sort((left, right) => left - right).filter((one) => one > at - 4 * HOUR && one < at + 4 * HOUR);
}

describe('cron expressions around changes of the clock', () => {
  const minuteLists = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 4 });
  const hourLists = fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 6 }), {
    nil: undefined,
  });

  it('know the changes of many zones', () => {
    expect(changes.length).toBeGreaterThan(150);
    expect(changes.some(({ before, after }) => Math.abs(before - after) === HOUR / 2)).toBe(true);
  });

  it('name each wall time once: moved when it is skipped, the first time when it is shown twice, in all zones', () => {
    for (const change of changes) {
      fc.assert(
        fc.property(minuteLists, hourLists, (minutes, hours) => {
          // Hours around the change, so that most expressions have moments there.
          const wallHour = new Date(change.at + change.before).getUTCHours();
          const named = hours?.map((hour) => (hour < 12 ? hour : (wallHour + (hour % 3) + 23) % 24));
          const trigger = {
            type: 'Cron' as const,
            expression: `${minutes.join(',')} ${named ? named.join(',') : '*'} * * *`,
            timeZone: change.zone,
          };
          const found: number[] = [];
          for (let after = change.at - 4 * HOUR; ; ) {
            const next = nextOccurrence(trigger, after, after);
            if (next === undefined || next >= change.at + 4 * HOUR) break;
            found.push(next);
            after = next;
          }
          expect({ zone: change.zone, found }).toEqual({ zone: change.zone, found: expected(change, minutes, named) });
        }),
        { numRuns: 3 },
      );
    }
  });

  it.each<[string, string, string[]]>([
    ['30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:30', '2026-03-30T00:30']],
    [
      '*/15 2 * * *',
      '2026-03-29T00:00:00Z',
      ['2026-03-29T01:00', '2026-03-29T01:15', '2026-03-29T01:30', '2026-03-29T01:45', '2026-03-30T00:00'],
    ],
    ['0 2,3 * * *', '2026-03-29T00:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:00']],
    ['30 2 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['*/30 2 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-26T01:00']],
    ['0 * * * *', '2026-10-24T23:30:00Z', ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00']],
  ])('%s in Berlin happens after %s at the right moments', (expression, from, moments) => {
    const found: string[] = [];
    for (let after = Date.parse(from); found.length < moments.length; ) {
      const next = nextOccurrence({ type: 'Cron', expression, timeZone: 'Europe/Berlin' }, after, after) ?? Number.NaN;
      found.push(new Date(next).toISOString().slice(0, 16));
      after = next;
    }
    expect(found).toEqual(moments);
  });
});

describe('recurrences around changes of the clock', () => {
  it('name each hour once, by the same rule', () => {
    for (const change of changes) {
      const hours = [0, 1, 2, 3].map((step) => (new Date(change.at + change.before).getUTCHours() + step + 23) % 24);
      const trigger = {
        type: 'Recurrence' as const,
        interval: 1,
        schedule: { type: 'Daily' as const, hours },
        timeZone: change.zone,
      };
      const found: number[] = [];
      for (let after = change.at - 4 * HOUR; ; ) {
        const next = nextOccurrence(trigger, after, change.at - 30 * DAY);
        if (next === undefined || next >= change.at + 4 * HOUR) break;
        found.push(next);
        after = next;
      }
      expect({ zone: change.zone, found }).toEqual({ zone: change.zone, found: expected(change, [0], hours) });
    }
  });
});
