import { cosine } from '../../../src/model/embedding/embedder.ts';
import { wordEmbedder } from '../../../src/model/embedding/word-embedder.ts';

async function likeness(left: string, right: string): Promise<number> {
  const [one = [], other = []] = await wordEmbedder.embed([left, right], new AbortController().signal);
  return cosine(one, other);
}

describe('embeddings by words', () => {
  it('are the same for the same words', async () => {
    expect(await likeness('Where is my order?', 'where is MY order')).toBeCloseTo(1, 9);
  });

  it('lie nearer for texts that share words than for texts that do not', async () => {
    const question = 'How do I return a broken lamp?';
    const near = await likeness(question, 'Returning a lamp that is broken');
    const far = await likeness(question, 'The museum opens at nine on weekdays');
    expect(near).toBeGreaterThan(0.5);
    expect(far).toBeLessThan(0.2);
  });

  it('know the forms of a word in other scripts', async () => {
    expect(await likeness('한국의 수도', '한국 수도는')).toBeGreaterThan(await likeness('한국의 수도', '커피 두 잔'));
  });

  it('have no direction for an empty text', async () => {
    expect(await likeness('', 'anything')).toBe(0);
  });
});
