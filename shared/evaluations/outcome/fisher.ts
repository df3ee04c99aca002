/**
 * How likely it is by chance that no more than `passed` of `total` rows pass now, when all passes, these and those of before, are dealt out
 * blindly: Fisher's exact test, the lower tail.
 */
export function fisherLower(passed: number, total: number, passedBefore: number, totalBefore: number): number {
  const passes = passed + passedBefore;
  const all = total + totalBefore;
  const factorial = logFactorials(all);
  const choose = (of: number, some: number) =>
    (factorial[of] ?? 0) - (factorial[some] ?? 0) - (factorial[of - some] ?? 0);
  let tail = 0;
  for (let count = Math.max(0, passes - totalBefore); count <= passed; count++) {
    tail += Math.exp(choose(total, count) + choose(totalBefore, passes - count) - choose(all, passes));
  }
  return Math.min(1, tail);
}

/** In logarithms, for the numbers themselves are larger than any here. */
function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let count = 1; count <= most; count++) logs[count] = (logs[count - 1] ?? 0) + Math.log(count);
  return logs;
}
