import type { TokenLogprob } from '../../model/contract/model.ts';
import { tokensOf } from '../../model/tokens/tokens.ts';

/** Share of the chosen token; each alternative has half the share of the one before it. */
const CHOSEN_SHARE = 0.9;

/** Tokens that are common in texts, offered as alternatives. */
const COMMON = [
  ' the',
  ',',
  '.',
  ' and',
  ' a',
  ' to',
  ' of',
  ' is',
  ' in',
  ' that',
  ' it',
  ' for',
  ' on',
  ' with',
  ' as',
  ' was',
  ' be',
  ' you',
  ' are',
  ' not',
  ' this',
];

/**
 * Returns log-probabilities for a piece of an answer that came without any, as from the rule-based model. The values are plausible and
 * the same each time; they say nothing about the answer.
 */
export async function plausibleTokens(text: string, alternatives: number): Promise<TokenLogprob[]> {
  return (await tokensOf(text)).map((token) => {
    const logprob = Math.log(CHOSEN_SHARE);
    const others = COMMON.filter((other) => other !== token)
      .slice(0, Math.max(0, alternatives - 1))
      .map((other, rank) => ({ token: other, logprob: Math.log((1 - CHOSEN_SHARE) / 2 ** (rank + 1)) }));
    return { token, logprob, alternatives: [{ token, logprob }, ...others] };
  });
}

/** Formats tokens as the reference does, with the requested number of alternatives. */
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
