/**
 * Returns the p-value of the exact two-sided sign test (McNemar's test for passes and failures). `up` rows got better,
 * `down` rows got worse; unchanged rows do not count.
 */
export function signTest(up: number, down: number): number {
  const changed = up + down;
  if (changed === 0) return 1;
  let tail = 0;
  // In logarithms, for the binomial coefficients of a thousand rows are larger than any number here.
  let coefficient = 0;
  for (let count = 0; count <= Math.min(up, down); count++) {
    if (count > 0) coefficient += Math.log(changed - count + 1) - Math.log(count);
    tail += Math.exp(coefficient - changed * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}
