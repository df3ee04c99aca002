/** Words of a passage: about a paragraph, of which a question asks for one. */
const PASSAGE_WORDS = 40;

/** The best score of any passage of a text; passages overlap by half, so that none is cut where it matters. */
export function bestPassage(text: string, scoreOf: (passage: string) => number): number {
  const words = text.split(/\s+/);
  let best = 0;
  for (let start = 0; start === 0 || start + PASSAGE_WORDS / 2 < words.length; start += PASSAGE_WORDS / 2) {
    best = Math.max(best, scoreOf(words.slice(start, start + PASSAGE_WORDS).join(' ')));
  }
  return best;
}
