import { tokens } from '../../core/text/tokens.ts';
import { ngrams, overlap, runsOf } from './ngrams.ts';

const ORDER = 4;

/** Constant of the smoothing, by which a length without a match counts as a small share of a match. Chen and Cherry, 2014. */
const SMOOTHING = 5;

/**
 * Returns the BLEU of a sentence against one reference, 0 to 1: runs of one to four tokens with equal weights and the brevity penalty,
 * smoothed by the fourth method of Chen and Cherry, "A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU" (2014).
 */
export function bleu(input: string, reference: string): number {
  const given = tokens(input);
  const wanted = tokens(reference);
  const matches = [1, 2, 3, 4].map((n) => overlap(ngrams(given, n), ngrams(wanted, n)));
  if (matches[0] === 0) return 0;
  const brevity = given.length > wanted.length ? 1 : Math.exp(1 - wanted.length / given.length);
  let missed = 0;
  const logs = matches.map((match, index) => {
    const runs = Math.max(runsOf(given.length, index + 1), 1);
    if (match > 0) return Math.log(match / runs);
    // A single word has no longer runs.
    if (given.length === 1) return 0;
    missed += 1;
    return Math.log(Math.log(given.length) / (2 ** missed * SMOOTHING * runs));
  });
  return brevity * Math.exp(logs.reduce((sum, log) => sum + log, 0) / ORDER);
}
