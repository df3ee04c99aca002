import { badRequest } from '../../core/http/api-error.ts';
import { MAX_EMBEDDING_TOKENS } from '../../core/limits.ts';

/** A text, several texts, the tokens of a text, or the tokens of several texts. */
export type EmbeddingInput = string | readonly string[] | readonly number[] | readonly (readonly number[])[];

export interface EmbeddingInputs {
  readonly texts: readonly string[];
  readonly tokens: number;
}

/** Tokenizer of the embedding models, loaded on demand because its tables are large. */
const tokenizer = () => import('gpt-tokenizer/encoding/cl100k_base');

/** Returns the texts of a request. @throws ApiError 400 naming an input that is too long or has invalid tokens */
export async function embeddingInputs(input: EmbeddingInput): Promise<EmbeddingInputs> {
  const { encode, decode } = await tokenizer();
  const given: readonly (string | readonly number[])[] = isTexts(input)
    ? [input].flat()
    : isTokens(input)
      ? [input]
      : input;
  let tokens = 0;
  const texts = given.map((each, place) => {
    const count = typeof each === 'string' ? encode(each, { disallowedSpecial: new Set() }).length : each.length;
    tokens += count;
    if (count > MAX_EMBEDDING_TOKENS) {
      throw badRequest(
        `An input may have ${MAX_EMBEDDING_TOKENS} tokens; number ${place} has ${count}. Cut it into pieces.`,
        'input',
      );
    }
    return typeof each === 'string' ? each : textOf(each, decode, place);
  });
  return { texts, tokens };
}

const isTexts = (input: EmbeddingInput): input is string | readonly string[] =>
  typeof input === 'string' || typeof input[0] === 'string';

const isTokens = (input: EmbeddingInput): input is readonly number[] => typeof input[0] === 'number';

function textOf(tokens: readonly number[], decode: (tokens: number[]) => string, place: number): string {
  try {
    return decode([...tokens]);
  } catch {
    throw badRequest(`The tokens of input ${place} are not those of the encoding cl100k_base.`, 'input');
  }
}
