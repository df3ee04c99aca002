import { commonSubsequence } from './common-subsequence.ts';

/**
 * Likeness of two texts, character by character, as RapidFuzz's `ratio` has it: twice the longest common subsequence over the
 * sum of the lengths. 0 to 1; two empty texts are alike.
 */
export function fuzzyMatch(input: string, reference: string): number {
  const left = [...input];
  const right = [...reference];
  const total = left.length + right.length;
  if (total === 0 || input === reference) return 1;
  return (2 * commonSubsequence(left, right)) / total;
}
