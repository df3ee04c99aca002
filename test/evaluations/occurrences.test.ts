import fc from 'fast-check';
import type { Trigger } from '../../shared/core/schedules/trigger.ts';
import { wallTimeOf } from '../../shared/core/schedules/wall-time.ts';
import { cron, every } from '../../shared/evaluations/config/when.ts';
import { occurrencesBetween } from '../../shared/evaluations/store/occurrences.ts';

const DAY = 86_400_000;
const between = (when: Trigger, from: string, to: string) =>
  occurrencesBetween(when, Date.parse(from), Date.parse(to), 1_000).found.map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );

it.each([
  [
    'New York skips the time',
    cron('30 2 * * *', 'America/New_York'),
    '2026-03-08',
    '2026-03-10',
    ['2026-03-08T07:30', '2026-03-09T06:30'],
  ],
  [
    'New York has the time twice',
    cron('30 1 * * *', 'America/New_York'),
    '2026-11-01',
    '2026-11-03',
    ['2026-11-01T05:30', '2026-11-02T06:30'],
  ],
  [
    'Lord Howe skips half an hour',
    cron('15 2 * * *', 'Australia/Lord_Howe'),
    '2026-10-03',
    '2026-10-05',
    ['2026-10-03T15:45', '2026-10-04T15:15'],
  ],
  [
    'Seoul changes nothing',
    cron('0 2 * * *', 'Asia/Seoul'),
    '2026-03-07',
    '2026-03-09',
    ['2026-03-07T17:00', '2026-03-08T17:00'],
  ],
  ['leap days', cron('0 0 29 2 *'), '2026-01-01', '2033-01-01', ['2028-02-29T00:00', '2032-02-29T00:00']],
  [
    'month ends that months lack',
    every(1, 'months', { daysOfMonth: [31] }),
    '2026-01-01',
    '2026-06-01',
    ['2026-01-31T00:00', '2026-03-31T00:00', '2026-05-31T00:00'],
  ],
  [
    'the last day of months',
    cron('0 0 L * *'),
    '2026-01-15',
    '2026-04-01',
    ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00'],
  ],
  [
    'every second week',
    every(2, 'weeks', { daysOfWeek: ['Monday'] }),
    '2026-01-01',
    '2026-02-05',
    ['2026-01-12T00:00', '2026-01-26T00:00'],
  ],
  [
    'days at an hour that New York skips: as much later, and once with the hour after it',
    every(1, 'days', { hours: [2, 3], timeZone: 'America/New_York' }),
    '2026-03-08',
    '2026-03-09T08:00',
    ['2026-03-08T07:00', '2026-03-09T06:00', '2026-03-09T07:00'],
  ],
  [
    'days at an hour that New York has twice: the first time',
    every(1, 'days', { hours: [1], timeZone: 'America/New_York' }),
    '2026-11-01',
    '2026-11-03',
    ['2026-11-01T05:00', '2026-11-02T06:00'],
  ],
  [
    'hours that pass, whatever the clock shows',
    every(6, 'hours', { timeZone: 'America/New_York' }),
    '2026-03-08',
    '2026-03-09',
    ['2026-03-08T05:00', '2026-03-08T11:00', '2026-03-08T17:00', '2026-03-08T23:00'],
  ],
  [
    'every third day at noon, through the change of the clock',
    every(3, 'days', { hours: [12], timeZone: 'America/New_York' }),
    '2026-03-01',
    '2026-03-15',
    ['2026-03-03T17:00', '2026-03-06T17:00', '2026-03-09T16:00', '2026-03-12T16:00'],
  ],
  [
    'every second month on a day that some of them lack',
    every(2, 'months', { daysOfMonth: [31] }),
    '2026-01-01',
    '2027-01-01',
    ['2026-01-31T00:00', '2026-03-31T00:00', '2026-05-31T00:00', '2026-07-31T00:00'],
  ],
  [
    'a day of the month or of the week, as cron has it',
    cron('0 0 13 * 5'),
    '2026-02-10',
    '2026-03-01',
    ['2026-02-13T00:00', '2026-02-20T00:00', '2026-02-27T00:00'],
  ],
  [
    'the last Friday of months',
    cron('0 0 * * 5L'),
    '2026-02-01',
    '2026-04-01',
    ['2026-02-27T00:00', '2026-03-27T00:00'],
  ],
  [
    'half hours of an hour that comes twice, each once',
    cron('*/30 1 * * *', 'America/New_York'),
    '2026-11-01',
    '2026-11-02',
    ['2026-11-01T05:00', '2026-11-01T05:30'],
  ],
  [
    'from its start to its end, both counted',
    cron('0 0 * * *', 'UTC', { from: '2026-01-02', until: '2026-01-03T00:00:00Z' }),
    '2026-01-01',
    '2026-01-10',
    ['2026-01-02T00:00', '2026-01-03T00:00'],
  ],
] as const)('%s', (_what, when, from, to, expected) => expect(between(when, from, to)).toEqual(expected));

it('a daily time comes once on every day of a year, in every zone, and at that time unless the clock skips it', () => {
  const zones = ['Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin', 'Africa/Cairo', 'UTC'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      (zone, hour, minute) => {
        const start = Date.parse('2026-01-10T00:00:00Z');
        const { found } = occurrencesBetween(cron(`${minute} ${hour} * * *`, zone), start, start + 365 * DAY, 1_000);
        const walls = found.map((at) => wallTimeOf(at, zone));
        const days = walls.map((wall) => Math.floor(wall / DAY));
        expect(days).toEqual(days.map((_, at) => (days[0] ?? 0) + at));
        expect(found.length).toBeGreaterThanOrEqual(364);
        const wanted = (hour * 60 + minute) * 60_000;
        expect(walls.filter((wall) => wall % DAY !== wanted).length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 40 },
  );
});
