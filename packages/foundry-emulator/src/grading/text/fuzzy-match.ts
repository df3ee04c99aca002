import { commonSubsequence } from './common-subsequence.ts';

/**
 * Returns the similarity of two texts as RapidFuzz's `ratio`: twice the longest common subsequence of characters over the sum of the
 * lengths, 0 to 1; 1 for two empty texts.
 */
export function fuzzyMatch(input: string, reference: string): number {
  const left = [...input];
  const right = [...reference];
  const total = left.length + right.length;
  if (total === 0 || input === reference) return 1;
  return (2 * commonSubsequence(left, right)) / total;
}
