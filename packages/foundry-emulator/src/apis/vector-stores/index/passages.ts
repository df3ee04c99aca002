import { plainWords } from '../../../core/text/tokens.ts';
import { embedWords, featuresOf } from '../../../model/embedding/word-embedder.ts';

/** Words of a passage, about a paragraph. */
const PASSAGE_WORDS = 40;

/** Passages overlap by half, so that a boundary does not hide a match. */
const STEP = PASSAGE_WORDS / 2;

/**
 * Returns a function that scores a text against a question by its most similar passage, -1 to 1. The vector of a whole chunk says little
 * about one paragraph in it.
 */
export function passageScore(question: string): (text: string) => number {
  const asked = Float64Array.from(embedWords(question));
  const sum = new Float64Array(asked.length);
  const scoreOf = (words: readonly string[]): number => {
    sum.fill(0);
    for (const word of words) {
      for (const { hash, weight } of featuresOf(word)) {
        const at = hash % sum.length;
        sum[at] = (sum[at] ?? 0) + weight;
      }
    }
    let product = 0;
    let square = 0;
    for (let at = 0; at < sum.length; at++) {
      const value = sum[at] ?? 0;
      product += value * (asked[at] ?? 0);
      square += value * value;
    }
    return square === 0 ? 0 : product / Math.sqrt(square);
  };
  return (text) => {
    const words = plainWords(text);
    let best = 0;
    for (let start = 0; start === 0 || start + STEP < words.length; start += STEP) {
      best = Math.max(best, scoreOf(words.slice(start, start + PASSAGE_WORDS)));
    }
    return best;
  };
}
