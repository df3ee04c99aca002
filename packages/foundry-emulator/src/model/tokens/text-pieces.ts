/** Approximate characters per piece. */
const PIECE = 65_536;

/** Characters within which a good boundary is searched. */
const LOOK = 16_384;

/** Maximum length of a run without (or of only) white space for the tokenizer, whose time grows with its square. */
const LONGEST_RUN = 1_000;
const RUN = new RegExp(`\\S{${LONGEST_RUN + 1},}|\\s{${LONGEST_RUN + 1},}`, 'gu');

/** Splits a text into pieces that can be tokenized separately, at token boundaries where possible. */
export async function* textPieces(parts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const part of parts) {
    rest += part;
    while (rest.length >= PIECE + LOOK) {
      const end = placeToCut(rest);
      yield* shortRuns(rest.slice(0, end));
      rest = rest.slice(end);
    }
  }
  yield* shortRuns(rest);
}

/** Splits a piece so that no part has a long run. */
export function shortRuns(piece: string): string[] {
  if (piece.length <= LONGEST_RUN) return [piece];
  const parts: string[] = [];
  let start = 0;
  for (const { 0: run, index } of piece.matchAll(RUN)) {
    for (let at = index + LONGEST_RUN; at < index + run.length; at += LONGEST_RUN) {
      const end = isWithinCharacter(piece, at) ? at + 1 : at;
      parts.push(piece.slice(start, end));
      start = end;
    }
  }
  return start < piece.length ? [...parts, piece.slice(start)] : parts;
}

/** Returns a boundary: before a line that begins with a letter or digit, else before a word, else between two characters. */
function placeToCut(text: string): number {
  const near = text.slice(PIECE, PIECE + LOOK);
  const found = [/(?<=\n)(?=[\p{L}\p{N}])/u, /(?<=\S)(?= \p{L})/u].map((place) => near.search(place));
  const at = PIECE + (found.find((place) => place >= 0) ?? 0);
  return isWithinCharacter(text, at) ? at + 1 : at;
}

const isWithinCharacter = (text: string, at: number): boolean => /^[\uDC00-\uDFFF]/.test(text.charAt(at));
