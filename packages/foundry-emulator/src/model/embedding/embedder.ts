/** Puts texts into vectors: texts that mean alike lie in alike directions. */
export interface Embedder {
  /** Shown where it matters that no model has read the texts. */
  readonly label: string;
  /** @param dimensions of the vectors; those of the model where nothing is said */
  embed(texts: readonly string[], signal: AbortSignal, dimensions?: number): Promise<number[][]>;
}

/** The cosine of the angle between two vectors, -1 to 1; 0 when one of them has no direction. */
export function cosine(left: readonly number[], right: readonly number[]): number {
  let product = 0;
  let leftSquare = 0;
  let rightSquare = 0;
  for (const [at, value] of left.entries()) {
    const other = right[at] ?? 0;
    product += value * other;
    leftSquare += value * value;
    rightSquare += other * other;
  }
  const length = Math.sqrt(leftSquare * rightSquare);
  return length === 0 ? 0 : product / length;
}
