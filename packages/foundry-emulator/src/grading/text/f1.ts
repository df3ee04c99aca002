import { fMeasure } from './f-measure.ts';
import { ngrams, overlap } from './ngrams.ts';

/** ASCII marks, as the question-answering F1 drops them. */
const MARKS = /[!-/:-@[-`{-~]/g;

/** Words that input and reference share, whatever their order; case, marks and English articles do not count. 0 to 1. */
export function f1(input: string, reference: string): number {
  const given = words(input);
  const wanted = words(reference);
  return fMeasure(overlap(ngrams(given, 1), ngrams(wanted, 1)), given.length, wanted.length);
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .replace(MARKS, '')
    .replace(/\b(a|an|the)\b/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}
