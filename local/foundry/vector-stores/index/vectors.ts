/** The largest value of a component: vectors of length 1 are kept in a byte a component, at a loss of less than a hundredth. */
const FULL = 127;

/** A vector in a byte a component, scaled so that its largest component is full. */
export function packed(vector: readonly number[]): Int8Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Int8Array.from(vector, (value) => (largest === 0 ? 0 : Math.round((value / largest) * FULL)));
}

/** The cosine of the angle between a vector and a packed one, 0 when one of them has no direction or another length. */
export function packedCosine(query: Float32Array, kept: Int8Array): number {
  if (query.length !== kept.length) return 0;
  let product = 0;
  let querySquare = 0;
  let keptSquare = 0;
  for (let at = 0; at < kept.length; at++) {
    const left = query[at] ?? 0;
    const right = kept[at] ?? 0;
    product += left * right;
    querySquare += left * left;
    keptSquare += right * right;
  }
  const length = Math.sqrt(querySquare * keptSquare);
  return length === 0 ? 0 : product / length;
}
