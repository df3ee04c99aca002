/** Converts texts to vectors. Similar texts have similar directions. */
export interface Embedder {
  /** Name shown in results, so that embeddings by words are recognizable. */
  readonly label: string;
  /** @param dimensions length of the vectors; default: the model's */
  embed(texts: readonly string[], signal: AbortSignal, dimensions?: number): Promise<number[][]>;
}

/** Returns the cosine similarity of two vectors, -1 to 1; 0 if one of them is zero. */
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
