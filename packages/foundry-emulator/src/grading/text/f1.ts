import { fMeasure, ngrams, overlap } from './ngrams.ts';

/** The marks of Python's `string.punctuation`. */
const MARKS = /[!-/:-@[-`{-~]/g;

/**
 * Returns the F1 score of the words that input and reference share in any order, from 0 to 1. Case, ASCII marks and English articles do
 * not count.
 */
export function f1(input: string, reference: string): number {
  const given = words(input);
  const wanted = words(reference);
  return fMeasure(overlap(ngrams(given, 1), ngrams(wanted, 1)), given.length, wanted.length);
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .replace(MARKS, '')
    .replace(/(?<![\p{L}\p{N}_])(a|an|the)(?![\p{L}\p{N}_])/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}
