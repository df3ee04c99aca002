/**
 * Returns the probability that at most `passed` of `total` rows pass when all passes, now and before, are distributed at random: Fisher's exact
 * test, lower tail.
 */
export function fisherLowerTail(passed: number, total: number, passedBefore: number, totalBefore: number): number {
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

/** Returns logarithms of factorials: the factorials themselves exceed the range of numbers. */
function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let count = 1; count <= most; count++) logs[count] = (logs[count - 1] ?? 0) + Math.log(count);
  return logs;
}

/**
 * Returns the upper tail of Student's t distribution with `freedom` degrees of freedom, a whole number, by the exact finite series. Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 */
export function studentUpperTail(t: number, freedom: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let at = isOdd ? 3 : 2; at <= freedom - 2; at += 2) {
    term *= ((at - 1) / at) * cosine ** 2;
    sum += term;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return t >= 0 ? (1 - within) / 2 : (1 + within) / 2;
}
