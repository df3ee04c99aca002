import fc from 'fast-check';
import { nextOccurrence } from '../../../../../shared/core/schedules/next-occurrence.ts';
import type { RecurrenceSchedule, Trigger } from '../../../../../shared/core/schedules/trigger.ts';

const at = (text: string) => Date.parse(text);

/** The first occurrences after a moment, as they read in UTC without milliseconds. */
function occurrences(trigger: Trigger, from: string, count: number, made = from): string[] {
  const found: string[] = [];
  for (let after = at(from); found.length < count; ) {
    const next = nextOccurrence(trigger, after, at(made));
    if (next === undefined) break;
    found.push(new Date(next).toISOString().slice(0, 16));
    after = next;
  }
  return found;
}

const recurrence = (schedule: RecurrenceSchedule, more: object = {}): Trigger => ({
  type: 'Recurrence',
  interval: 1,
  schedule,
  ...more,
});

describe('a recurrence', () => {
  it.each<[string, Trigger, string, string[]]>([
    [
      'every hour, on the hour',
      recurrence({ type: 'Hourly' }),
      '2026-01-01T10:20:00Z',
      ['2026-01-01T11:00', '2026-01-01T12:00'],
    ],
    [
      'every third hour from startTime on, which counts',
      recurrence({ type: 'Hourly' }, { interval: 3, startTime: '2026-01-01T10:20:00Z' }),
      '2026-01-01T09:00:00Z',
      ['2026-01-01T10:20', '2026-01-01T13:20'],
    ],
    [
      'at hours of the day, in order',
      recurrence({ type: 'Daily', hours: [18, 9] }),
      '2026-01-01T10:00:00Z',
      ['2026-01-01T18:00', '2026-01-02T09:00', '2026-01-02T18:00'],
    ],
    [
      'every second day from the day it was made on',
      recurrence({ type: 'Daily', hours: [9] }, { interval: 2 }),
      '2026-01-01T10:00:00Z',
      ['2026-01-03T09:00', '2026-01-05T09:00'],
    ],
    [
      'at the minute of startTime',
      recurrence({ type: 'Daily', hours: [9] }, { startTime: '2026-01-01T06:45:00' }),
      '2026-01-01T10:00:00Z',
      ['2026-01-02T09:45'],
    ],
    [
      'on days of the week at the time of startTime',
      recurrence({ type: 'Weekly', daysOfWeek: ['Friday', 'Monday'] }, { startTime: '2026-01-01T06:45:00Z' }),
      '2026-01-01T00:00:00Z',
      ['2026-01-02T06:45', '2026-01-05T06:45', '2026-01-09T06:45'],
    ],
    [
      'every second week, counted from Sunday',
      recurrence({ type: 'Weekly', daysOfWeek: ['Monday'] }, { interval: 2 }),
      '2026-01-01T00:00:00Z',
      ['2026-01-12T00:00', '2026-01-26T00:00'],
    ],
    [
      'on days of the month, those that it has',
      recurrence({ type: 'Monthly', daysOfMonth: [31, 1] }),
      '2026-01-15T00:00:00Z',
      ['2026-01-31T00:00', '2026-02-01T00:00', '2026-03-01T00:00', '2026-03-31T00:00'],
    ],
    [
      'on leap days',
      recurrence({ type: 'Monthly', daysOfMonth: [29] }, { interval: 12 }),
      '2026-02-01T00:00:00Z',
      ['2028-02-29T00:00', '2032-02-29T00:00'],
    ],
    [
      'in a time zone, through the change of its clock',
      recurrence({ type: 'Daily', hours: [9] }, { timeZone: 'America/New_York' }),
      '2026-03-07T00:00:00Z',
      ['2026-03-07T14:00', '2026-03-08T13:00'],
    ],
    [
      'later where the clock skips the hour, once where it shows it twice',
      recurrence({ type: 'Daily', hours: [2] }, { timeZone: 'Australia/Lord_Howe', startTime: '2026-10-03T00:10:00' }),
      '2026-10-02T12:00:00Z',
      ['2026-10-02T15:40', '2026-10-03T15:40', '2026-10-04T15:10'],
    ],
    [
      'until endTime, which counts',
      recurrence({ type: 'Daily', hours: [9] }, { endTime: '2026-01-02T09:00:00' }),
      '2026-01-01T00:00:00Z',
      ['2026-01-01T09:00', '2026-01-02T09:00'],
    ],
  ])('comes %s', (_what, trigger, from, wanted) => {
    expect(occurrences(trigger, from, wanted.length + (trigger.type !== 'OneTime' && trigger.endTime ? 1 : 0))).toEqual(
      wanted,
    );
  });

  it('has the same occurrences from any start, at its interval', () => {
    const schedule = fc.oneof(
      fc.constant<RecurrenceSchedule>({ type: 'Hourly' }),
      fc.record({
        type: fc.constant('Daily' as const),
        hours: fc.array(fc.integer({ min: 0, max: 23 }), { minLength: 1 }),
      }),
      fc.record({
        type: fc.constant('Weekly' as const),
        daysOfWeek: fc.constantFrom(['Sunday'] as const, ['Monday', 'Thursday'] as const),
      }),
      fc.record({
        type: fc.constant('Monthly' as const),
        daysOfMonth: fc.array(fc.integer({ min: 1, max: 28 }), { minLength: 1 }),
      }),
    );
    const moments = fc.integer({ min: at('2025-01-01'), max: at('2035-01-01') });
    const zones = fc.constantFrom('UTC', 'Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe');
    const property = fc.property(
      schedule,
      fc.integer({ min: 1, max: 5 }),
      zones,
      moments,
      moments,
      (how, interval, timeZone, made, after) => {
        const trigger: Trigger = { type: 'Recurrence', interval, schedule: how, timeZone };
        const next = nextOccurrence(trigger, Math.max(made, after), made) ?? Number.NaN;
        expect(next).toBeGreaterThan(Math.max(made, after));
        // Nothing lies between: seen from just before it, the same one is next.
        expect(nextOccurrence(trigger, next - 1, made)).toBe(next);
        expect(nextOccurrence(trigger, next, made)).toBeGreaterThan(next);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});

it('fires by five or six fields of cron in a time zone, from startTime to endTime', () => {
  const trigger: Trigger = {
    type: 'Cron',
    expression: '30 9 * * 1-5',
    timeZone: 'Asia/Seoul',
    startTime: '2026-01-02T09:30:00',
    endTime: '2026-01-06T00:00:00Z',
  };
  expect(occurrences(trigger, '2026-01-01T00:00:00Z', 5)).toEqual(['2026-01-02T00:30', '2026-01-05T00:30']);
  const seconds: Trigger = { type: 'Cron', expression: '*/20 * * * * *' };
  expect(nextOccurrence(seconds, at('2026-01-01T00:00:20Z'), 0)).toBe(at('2026-01-01T00:00:40Z'));
});

it('fires once, in its time zone when the time has no offset', () => {
  const trigger: Trigger = { type: 'OneTime', triggerAt: '2026-07-01T09:00:00', timeZone: 'Europe/Berlin' };
  expect(occurrences(trigger, '2026-01-01T00:00:00Z', 2)).toEqual(['2026-07-01T07:00']);
  expect(nextOccurrence({ ...trigger, triggerAt: '2026-07-01T09:00:00+09:00' }, 0, 0)).toBe(at('2026-07-01T00:00Z'));
});
