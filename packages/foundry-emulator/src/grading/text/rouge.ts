import { commonSubsequence } from './common-subsequence.ts';
import { fMeasure } from './f-measure.ts';
import { ngrams, overlap, runsOf } from './ngrams.ts';

export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  /** The harmonic mean of the two: what a grader reports. */
  readonly f: number;
}

/** ROUGE-1 to ROUGE-5: runs of `n` words that input and reference share. */
export function rougeN(input: string, reference: string, n: number): RougeScore {
  const given = rougeWords(input);
  const wanted = rougeWords(reference);
  const shared = overlap(ngrams(given, n), ngrams(wanted, n));
  return scored(shared, runsOf(given.length, n), runsOf(wanted.length, n));
}

/** ROUGE-L: the longest sequence of words, gaps allowed, that input and reference share. */
export function rougeL(input: string, reference: string): RougeScore {
  const given = rougeWords(input);
  const wanted = rougeWords(reference);
  return scored(commonSubsequence(given, wanted), given.length, wanted.length);
}

const scored = (shared: number, given: number, wanted: number): RougeScore => ({
  precision: given === 0 ? 0 : shared / given,
  recall: wanted === 0 ? 0 : shared / wanted,
  f: fMeasure(shared, given, wanted),
});

/** Tokenizes as the `rouge_score` package does: any character but ASCII letters and digits separates words, so Greek has none. */
const rougeWords = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
