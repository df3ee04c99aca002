import type { TokenLogprob } from '../../model/contract/model.ts';
import { tokensOf } from '../../model/tokens/tokens.ts';

/**
 * The log-probabilities of a piece of an answer whose speaker gave none: what speaks by rules says each token for certain, and has no
 * alternatives.
 */
export async function certainTokens(text: string): Promise<TokenLogprob[]> {
  return (await tokensOf(text)).map((token) => ({ token, logprob: 0, alternatives: [{ token, logprob: 0 }] }));
}

/** Tokens as the reference has them; so many alternatives are told as were asked for. */
export const shownLogprobs = (tokens: readonly TokenLogprob[], top: number) =>
  tokens.map(({ token, logprob, alternatives }) => ({
    ...shown({ token, logprob }),
    top_logprobs: alternatives.slice(0, top).map(shown),
  }));

const shown = ({ token, logprob }: Pick<TokenLogprob, 'token' | 'logprob'>) => ({
  token,
  logprob,
  bytes: [...Buffer.from(token)],
});
