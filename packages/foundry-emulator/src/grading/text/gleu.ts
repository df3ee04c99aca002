import { tokens } from '../../core/text/tokens.ts';
import { ngrams, overlap, runsOf } from './ngrams.ts';

const ORDERS = [1, 2, 3, 4];

/**
 * Returns Google's BLEU (Wu and others, 2016), 0 to 1: shared runs of one to four tokens over all runs of the longer text, which is the
 * smaller of precision and recall.
 */
export function gleu(input: string, reference: string): number {
  const given = tokens(input);
  const wanted = tokens(reference);
  const shared = ORDERS.reduce((sum, n) => sum + overlap(ngrams(given, n), ngrams(wanted, n)), 0);
  const all = (length: number) => ORDERS.reduce((sum, n) => sum + runsOf(length, n), 0);
  const most = Math.max(all(given.length), all(wanted.length));
  return most === 0 ? 0 : shared / most;
}
