import { cosine } from '../../../model/embedding/embedder.ts';
import { wordEmbedder } from '../../../model/embedding/word-embedder.ts';
import type { TrainingExample } from './training-examples.ts';

/** Similarity from which two questions count as the same. */
const ALIKE = 0.8;

/** Finds the learned answer to a similar question. */
export type Recall = (question: string, signal: AbortSignal) => Promise<string | undefined>;

/** Returns the search over learned examples. */
export async function recallOf(examples: readonly TrainingExample[], signal: AbortSignal): Promise<Recall> {
  const vectors = await wordEmbedder.embed(
    examples.map(({ question }) => question),
    signal,
  );
  return async (question, asking) => {
    const [asked = []] = await wordEmbedder.embed([question], asking);
    let best: { likeness: number; answer: string | undefined } = { likeness: ALIKE, answer: undefined };
    for (const [at, vector] of vectors.entries()) {
      const likeness = cosine(asked, vector);
      if (likeness > best.likeness) best = { likeness, answer: examples[at]?.answer };
    }
    return best.answer;
  };
}
