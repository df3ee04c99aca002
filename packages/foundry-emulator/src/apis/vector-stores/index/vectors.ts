/** Largest component. Vectors of length 1 are stored with a byte for each component, at a loss below one percent. */
const FULL = 127;

/** Packs a vector into bytes, scaled so that its largest component is FULL. */
export function packed(vector: readonly number[]): Int8Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Int8Array.from(vector, (value) => (largest === 0 ? 0 : Math.round((value / largest) * FULL)));
}

/** Returns the cosine of a unit vector and a packed one; 0 for a zero vector or another length. */
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

/** Scales a vector to length 1. */
export function unit(vector: readonly number[]): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}
