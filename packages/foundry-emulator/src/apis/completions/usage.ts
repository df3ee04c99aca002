import { countTokens } from '../../model/tokens/tokens.ts';
import type { Candidate } from './completion-candidate.ts';

/** Returns the usage of all candidates, including those that `best_of` drops. Each prompt counts once. */
export async function usageOf(prompts: readonly string[], candidates: readonly Candidate[]): Promise<object> {
  const read = await Promise.all(prompts.map((prompt) => countTokens(prompt)));
  const written = await Promise.all(candidates.map((candidate) => candidate.usage()));
  const prompt_tokens = read.reduce((sum, tokens) => sum + tokens, 0);
  const completion_tokens = written.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
