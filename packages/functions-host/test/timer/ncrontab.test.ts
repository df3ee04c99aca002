import fc from 'fast-check';
import { parseCrontab } from '../../src/timer/ncrontab.ts';

const next = (expression: string, after: string, times = 1): string[] => {
  const crontab = parseCrontab(expression);
  const found: string[] = [];
  let clock: number | undefined = Date.parse(`${after}Z`);
  while (found.length < times && clock !== undefined) {
    clock = crontab?.nextAfter(clock);
    found.push(clock === undefined ? 'never' : new Date(clock).toISOString().slice(0, 19));
  }
  return found;
};

describe('an NCRONTAB expression', () => {
  it('has six fields from seconds, or five from minutes', () => {
    expect(next('30 5 1 1 1 *', '2026-06-01T00:00:00')).toEqual(['2027-01-01T01:05:30']);
    expect(next('5 1 1 1 *', '2026-06-01T00:00:00')).toEqual(['2027-01-01T01:05:00']);
    expect(next('  0  */20 * * *  *', '2026-06-01T00:00:00', 3)).toEqual([
      '2026-06-01T00:20:00',
      '2026-06-01T00:40:00',
      '2026-06-01T01:00:00',
    ]);
  });

  it('returns times after the given one, never that one', () => {
    expect(next('0 0 5 * * *', '2026-06-01T05:00:00')).toEqual(['2026-06-02T05:00:00']);
    expect(next('0 0 5 * * *', '2026-06-01T04:59:59')).toEqual(['2026-06-01T05:00:00']);
  });

  it('requires both the day of the month and the day of the week', () => {
    expect(next('0 0 0 13 * Fri', '2026-01-01T00:00:00', 2)).toEqual(['2026-02-13T00:00:00', '2026-03-13T00:00:00']);
  });

  it('accepts months and days by any prefix', () => {
    expect(next('0 0 0 1 sept *', '2026-01-01T00:00:00')).toEqual(['2026-09-01T00:00:00']);
    expect(next('0 0 0 * * Mo-WEDNESDAY', '2026-06-05T00:00:00', 3)).toEqual([
      '2026-06-08T00:00:00',
      '2026-06-09T00:00:00',
      '2026-06-10T00:00:00',
    ]);
  });

  it('steps from a number to the end of the field, and reverses a backward range', () => {
    expect(next('0 40/10 * * * *', '2026-06-01T00:00:00', 3)).toEqual([
      '2026-06-01T00:40:00',
      '2026-06-01T00:50:00',
      '2026-06-01T01:40:00',
    ]);
    expect(next('0 0 22-2 * * *', '2026-06-01T00:00:00')).toEqual(['2026-06-01T02:00:00']);
  });

  it('finds the next leap day on a Monday, and nothing for the 30th of February', () => {
    expect(next('0 0 0 29 2 1', '2026-01-01T00:00:00')).toEqual(['2044-02-29T00:00:00']);
    expect(next('0 0 0 30 2 *', '2026-01-01T00:00:00')).toEqual(['never']);
  });

  it.each([
    'every day',
    '',
    '* * * *',
    '* * * * * * *',
    '60 * * * * *',
    '* * 24 * * *',
    '* * * 0 * *',
    '* * * * 13 *',
    '* * * * * 7',
    '1, * * * * *',
    '1- * * * * *',
    '1-2-3 * * * * *',
    '*/x * * * * *',
    '-1 * * * * *',
    '? * * * * *',
    'L * * * * *',
    '0 0 0 * * Xyz',
    '02:00:00',
  ])('cannot be %j', (text) => {
    expect(parseCrontab(text)).toBeUndefined();
  });

  it.each([
    ['0 0 5 * * *', false],
    ['0 0,30 5 * * *', false],
    ['0 30 9,11,13 * * *', false],
    ['0 */30 * * * *', true],
    ['0 5-7 5 * * *', true],
    ['*/30 0 5 * * *', false],
    ['0 0 * * * *', true],
  ])('is an interval when a field of the clock has neighbouring values: %s', (expression, isInterval) => {
    expect(parseCrontab(expression)?.isInterval).toBe(isInterval);
  });

  it('finds exactly the times that match its fields', () => {
    const list = (min: number, max: number) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 });
    const start = Date.UTC(2026, 0, 1);
    fc.assert(
      fc.property(
        fc.record({
          minutes: list(0, 59),
          hours: list(0, 23),
          days: list(1, 31),
          months: list(1, 12),
          week: list(0, 6),
        }),
        fc.integer({ min: 0, max: 365 * 24 * 60 }),
        ({ minutes, hours, days, months, week }, offset) => {
          const crontab = parseCrontab([0, minutes, hours, days, months, week].join(' '));
          const after = start + offset * 60_000;
          const found = crontab?.nextAfter(after) ?? Number.POSITIVE_INFINITY;
          const matches = (clock: number) => {
            const at = new Date(clock);
            return (
              minutes.includes(at.getUTCMinutes()) &&
              hours.includes(at.getUTCHours()) &&
              days.includes(at.getUTCDate()) &&
              months.includes(at.getUTCMonth() + 1) &&
              week.includes(at.getUTCDay())
            );
          };
          if (Number.isFinite(found)) expect(matches(found)).toBe(true);
          // A week of minutes is looked through one by one.
          const end = Math.min(found, after + 7 * 24 * 3_600_000);
          for (let clock = after + 60_000; clock < end; clock += 60_000) {
            if (matches(clock)) throw new Error(`${new Date(clock).toISOString()} was left out`);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
