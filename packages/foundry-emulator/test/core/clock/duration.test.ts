import { addDuration } from '../../../../../shared/core/duration.ts';

const from = Date.UTC(2026, 0, 31, 12);
const after = (duration: string) => new Date(addDuration(from, duration)).toISOString();

it.each([
  ['PT90S', '2026-01-31T12:01:30.000Z'],
  ['PT0.25S', '2026-01-31T12:00:00.250Z'],
  ['PT3H', '2026-01-31T15:00:00.000Z'],
  ['PT1H30M', '2026-01-31T13:30:00.000Z'],
  ['P1DT12H', '2026-02-02T00:00:00.000Z'],
  ['P2W', '2026-02-14T12:00:00.000Z'],
  ['P1Y', '2027-01-31T12:00:00.000Z'],
  ['P2M', '2026-03-31T12:00:00.000Z'],
])('adds %s', (duration, expected) => expect(after(duration)).toBe(expected));

it.each(['', 'P', 'PT', '3h', 'PT3', '-PT3H', 'P1H', 'PT1D', 'P999999999Y'])('refuses %j', (duration) =>
  expect(() => after(duration)).toThrow(RangeError),
);
