import fc from 'fast-check';
import { shortRuns, textPieces } from '../../../src/model/tokens/text-pieces.ts';
import { TokenWindows } from '../../../src/model/tokens/token-windows.ts';
import { tokenizer } from '../../../src/model/tokens/tokens.ts';

const inParts = (text: string, length: number) =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, at) => text.slice(at * length, (at + 1) * length));

async function pieces(text: string, length: number): Promise<string[]> {
  const found: string[] = [];
  for await (const piece of textPieces(inParts(text, length))) found.push(piece);
  return found;
}

describe('a large text in pieces', () => {
  it.each([
    ['words', 'The harbour opens at eight. '.repeat(20_000)],
    ['lines', 'The harbour\nopens at eight.\n\n'.repeat(20_000)],
    ['no space at all', 'x'.repeat(300_000)],
    ['nothing but spaces', ' \n'.repeat(150_000)],
    ['characters of two halves', '🧑🏽‍🚀'.repeat(40_000)],
    ['a script without spaces', '港の灯台は二百十四段です。'.repeat(20_000)],
  ])('loses nothing of %s, and has no long runs', async (_, text) => {
    const found = await pieces(text, 10_007);
    expect(found.join('') === text).toBe(true);
    expect(found.length).toBeGreaterThan(3);
    for (const piece of found) {
      expect(piece).not.toMatch(/\S{1002}|\s{1002}/);
      expect(piece.isWellFormed()).toBe(true);
    }
  });

  it('has the same tokens as the whole', async () => {
    const { encode } = await tokenizer();
    const text = Array.from({ length: 30_000 }, (_, at) => `word${at % 700}${at % 13 === 0 ? '.\n' : ''}`).join(' ');
    const found = await pieces(text, 50_000);
    expect(found.length).toBeGreaterThan(2);
    expect(found.flatMap((piece) => encode(piece))).toEqual(encode(text));
  });

  it('is nothing new when it is short', () => expect(shortRuns('A short text.')).toEqual(['A short text.']));
});

it('windows over tokens are the same in whatever parts they come', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 20 }),
      fc.nat(),
      fc.array(fc.array(fc.nat({ max: 99 }), { maxLength: 30 }), { maxLength: 10 }),
      (size, share, parts) => {
        const overlap = share % (Math.floor(size / 2) + 1);
        const windows = new TokenWindows(size, overlap, (tokens) => tokens.join(' '));
        const found = [...parts.flatMap((part) => windows.push(part)), ...windows.end()];
        const tokens = parts.flat();
        const expected: string[] = [];
        for (let start = 0; start === 0 || start + overlap < tokens.length; start += size - overlap)
          if (tokens.length > 0) expected.push(tokens.slice(start, start + size).join(' '));
        expect(found).toEqual(expected);
      },
    ),
  );
});
