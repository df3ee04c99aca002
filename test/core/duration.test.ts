import fc from 'fast-check';
import { describeDuration, parseDuration } from '../../shared/core/duration.ts';

describe('an ISO 8601 duration', () => {
  it.each([
    ['PT90S', 90_000],
    ['PT1.5S', 1_500],
    ['PT72H', 259_200_000],
    ['P1DT12H', 129_600_000],
    ['P2W', 1_209_600_000],
    ['P0D', 0],
    ['P', undefined],
    ['PT', undefined],
    ['P1M', undefined],
    ['P1Y', undefined],
    ['-PT1H', undefined],
    ['PT-1H', undefined],
    ['1 hour', undefined],
    ['', undefined],
    ['PT1H ', undefined],
  ])('%s is %s milliseconds', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it('is a time or nothing, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => [undefined, 0].includes(parseDuration(text)) || /^P/.test(text)));
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(23), fc.nat(59), (days, hours, minutes) => {
        expect(parseDuration(`P${days}DT${hours}H${minutes}M`)).toBe(((days * 24 + hours) * 60 + minutes) * 60_000);
      }),
    );
  });
});

describe('a duration for people', () => {
  it.each([
    [250, '250 ms'],
    [40_000, '40 s'],
    [59_900, '1 min'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 day'],
    [3 * 86_400_000 + 3_600_000, '3 days 1 h'],
    [0, '0 ms'],
  ])('%s ms is %s', (ms, words) => {
    expect(describeDuration(ms)).toBe(words);
  });
});
