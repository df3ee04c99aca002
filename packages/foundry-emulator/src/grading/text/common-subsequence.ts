/**
 * Returns the length of the longest common subsequence. The bit-parallel algorithm of Hyyrö (2004) compares texts of tens of thousands of
 * characters in a moment.
 */
export function commonSubsequence(left: readonly string[], right: readonly string[]): number {
  const places = new Map<string, bigint>();
  for (const [at, symbol] of left.entries()) places.set(symbol, (places.get(symbol) ?? 0n) | (1n << BigInt(at)));
  const all = (1n << BigInt(left.length)) - 1n;
  let free = all;
  for (const symbol of right) {
    const matched = free & (places.get(symbol) ?? 0n);
    free = ((free + matched) | (free - matched)) & all;
  }
  return left.length - ones(free);
}

function ones(bits: bigint): number {
  let count = 0;
  for (const digit of bits.toString(16)) count += BITS[Number.parseInt(digit, 16)] ?? 0;
  return count;
}

const BITS = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];
