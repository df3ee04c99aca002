import fc from 'fast-check';
import { cutText, jsonBytes } from '../../shared/tools/fit-answer.ts';

describe('cutting a text to a number of bytes', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('a', '"', '\n', 'é', '한', '👩‍🚀', '🇰🇷', '\ud800', 'e\u0301'), fc.string()),
  });

  it('keeps a beginning that fits, and leaves out no more than one character that would', () => {
    fc.assert(
      fc.property(text, fc.nat(120), (whole, budget) => {
        const cut = cutText(whole, budget);
        expect(whole.startsWith(cut)).toBe(true);
        expect(jsonBytes(cut)).toBeLessThanOrEqual(budget);
        const [next] = new Intl.Segmenter('und').segment(whole.slice(cut.length));
        if (next) expect(jsonBytes(cut + next.segment)).toBeGreaterThan(budget);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['a flag', '🇰🇷🇰🇷', 8, '🇰🇷'],
    ['a family of joined people', 'a👨‍👩‍👧‍👦', 20, 'a'],
    ['a letter with an accent of its own', 'e\u0301e\u0301', 4, 'e\u0301'],
    ['a surrogate pair', '😀😀', 7, '😀'],
  ])('does not split %s', (_, whole, budget, cut) => expect(cutText(whole, budget)).toBe(cut));

  it('splits a character that is longer than any writing, rather than keeping nothing', () => {
    expect(cutText(`e${'\u0301'.repeat(1_000)}`, 500).length).toBeGreaterThan(200);
  });
});
