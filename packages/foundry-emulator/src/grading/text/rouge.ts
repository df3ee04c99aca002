import { commonSubsequence } from './common-subsequence.ts';
import { fMeasure, ngrams, overlap, runsOf } from './ngrams.ts';

export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  /** Harmonic mean of precision and recall, which graders report. */
  readonly f: number;
}

/** Returns ROUGE-1 to ROUGE-5, by runs of `n` words. */
export function rougeN(input: string, reference: string, n: number): RougeScore {
  const given = rougeWords(input);
  const wanted = rougeWords(reference);
  const shared = overlap(ngrams(given, n), ngrams(wanted, n));
  return scored(shared, runsOf(given.length, n), runsOf(wanted.length, n));
}

/** Returns ROUGE-L, by the longest common subsequence of words. */
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

/** Tokenizes as the `rouge_score` package: any character except ASCII letters and digits separates words. */
const rougeWords = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
