/** The largest value of a component: vectors of length 1 are kept in a byte a component, at a loss of less than a hundredth. */
const FULL = 127;

/** A vector in a byte a component, scaled so that its largest component is full. */
export function packed(vector: readonly number[]): Int8Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Int8Array.from(vector, (value) => (largest === 0 ? 0 : Math.round((value / largest) * FULL)));
}

/** The cosine of the angle between a vector of length 1 and a packed one, 0 when that has no direction or another length. */
export function packedCosine(query: Float32Array, kept: Int8Array): number {
  if (query.length !== kept.length) return 0;
  let product = 0;
  let square = 0;
  for (let at = 0; at < kept.length; at++) {
    const value = kept[at] ?? 0;
    product += (query[at] ?? 0) * value;
    square += value * value;
  }
  return square === 0 ? 0 : product / Math.sqrt(square);
}

/** A vector scaled to length 1. */
export function unit(vector: readonly number[]): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}
