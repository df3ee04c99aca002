import type { TokenLogprob } from '../../model/contract/model.ts';
import { tokensOf } from '../../model/tokens/tokens.ts';

/** Log-probabilities in the format of completions: four parallel lists. */
export interface Logprobs {
  readonly tokens: string[];
  readonly token_logprobs: (number | null)[];
  readonly top_logprobs: (Record<string, number> | null)[];
  /** Offsets in characters from the beginning of the answer, echoed prompt included. */
  readonly text_offset: number[];
}

/** Formats the tokens of a delta that begins at the given offset. */
export function shownTokens(tokens: readonly TokenLogprob[], top: number, offset: number): Logprobs {
  return {
    tokens: tokens.map(({ token }) => token),
    token_logprobs: tokens.map(({ logprob }) => logprob),
    // The chosen token is always included.
    top_logprobs: tokens.map(({ token, logprob, alternatives }) => ({
      ...Object.fromEntries(alternatives.slice(0, top).map((other) => [other.token, other.logprob])),
      [token]: logprob,
    })),
    text_offset: offsets(
      tokens.map(({ token }) => token),
      offset,
    ),
  };
}

/** Returns the tokens of an echoed prompt, without log-probabilities: the model did not write them. */
export async function echoedTokens(prompt: string): Promise<Logprobs> {
  const tokens = await tokensOf(prompt);
  const unknown = tokens.map(() => null);
  return { tokens, token_logprobs: unknown, top_logprobs: unknown, text_offset: offsets(tokens, 0) };
}

export const joined = (first: Logprobs, second: Logprobs): Logprobs => ({
  tokens: [...first.tokens, ...second.tokens],
  token_logprobs: [...first.token_logprobs, ...second.token_logprobs],
  top_logprobs: [...first.top_logprobs, ...second.top_logprobs],
  text_offset: [...first.text_offset, ...second.text_offset],
});

function offsets(tokens: readonly string[], start: number): number[] {
  let at = start;
  return tokens.map((token) => {
    const here = at;
    at += token.length;
    return here;
  });
}
