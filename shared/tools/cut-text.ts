/** Bytes a text takes inside a JSON string, quotes not counted: escapes are longer than what they stand for. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text), 'utf8') - 2;
}

/**
 * The longest beginning of a text that takes at most `budget` bytes inside a JSON string. Never splits a character as people see
 * it: not a surrogate pair, not an emoji of several code points, not a letter from its accents.
 */
export function cutText(text: string, budget: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > budget) return text.slice(0, wholeCharacters(text, end));
    end += character.length;
  }
  return text;
}

/** Longest run of code points looked at as one character; what is longer is no writing but a stunt, and may be split. */
const LONGEST_CHARACTER = 64;

function wholeCharacters(text: string, end: number): number {
  const from = Math.max(0, end - LONGEST_CHARACTER);
  const segments = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(
    text.slice(from, end + LONGEST_CHARACTER),
  );
  const across = segments.containing(end - from);
  // Index 0 is where we began to look, in the middle of something very long, or of all there is.
  return across !== undefined && across.index > 0 ? from + across.index : end;
}
