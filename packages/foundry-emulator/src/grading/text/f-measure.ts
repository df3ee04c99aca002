/** Returns the harmonic mean of precision and recall; 0 without a match. */
export function fMeasure(shared: number, given: number, wanted: number): number {
  return shared === 0 ? 0 : (2 * shared) / (given + wanted);
}
