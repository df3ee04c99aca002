import { cosine } from '../../../model/embedding/embedder.ts';
import { wordEmbedder } from '../../../model/embedding/word-embedder.ts';
import type { Lesson } from './training-examples.ts';

/** Questions as alike as this are taken for the same. */
const ALIKE = 0.8;

/** Finds the answer that was learnt for a question put in nearly these words. */
export type Recall = (question: string, signal: AbortSignal) => Promise<string | undefined>;

/** Remembers lessons. */
export async function recallOf(lessons: readonly Lesson[], signal: AbortSignal): Promise<Recall> {
  const vectors = await wordEmbedder.embed(
    lessons.map(({ question }) => question),
    signal,
  );
  return async (question, asking) => {
    const [asked = []] = await wordEmbedder.embed([question], asking);
    let best: { likeness: number; answer: string | undefined } = { likeness: ALIKE, answer: undefined };
    for (const [at, vector] of vectors.entries()) {
      const likeness = cosine(asked, vector);
      if (likeness > best.likeness) best = { likeness, answer: lessons[at]?.answer };
    }
    return best.answer;
  };
}
