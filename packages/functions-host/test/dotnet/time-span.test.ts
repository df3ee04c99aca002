import fc from 'fast-check';
import { formatTimeSpan, parseTimeSpan } from '../../src/dotnet/time-span.ts';

describe('a time span', () => {
  it.each([
    ['00:00:01', 1_000],
    ['00:01:00', 60_000],
    ['01:00:00', 3_600_000],
    ['1.02:03:04', 93_784_000],
    ['1:02:03:04', 93_784_000],
    ['00:30', 1_800_000],
    ['00:00:00.300', 300],
    ['-00:00:01', -1_000],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseTimeSpan(text)).toBe(milliseconds);
  });

  it.each(['', '1s', '24:00:00', '00:60:00', '00:00:60', '00:00:00.', 'PT1M'])('is not "%s"', (text) => {
    expect(parseTimeSpan(text)).toBeUndefined();
  });

  it('round-trips', () => {
    fc.assert(
      fc.property(fc.nat(10 * 86_400_000), (milliseconds) => {
        expect(parseTimeSpan(formatTimeSpan(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});
