import { badRequest } from '../../core/http/api-error.ts';
import { MAX_PROMPTS } from '../../core/limits.ts';
import { decodeTokens } from '../../model/tokens/tokens.ts';
import type { Prompt } from './completion-body.ts';

/** Document separator, the default prompt of the reference. */
const NEW_DOCUMENT = '<|endoftext|>';

/** Returns the prompts as texts. @throws ApiError 400 for an empty list, too many texts, or invalid tokens */
export async function promptTexts(prompt: Prompt | null | undefined): Promise<string[]> {
  if (prompt === null || prompt === undefined) return [NEW_DOCUMENT];
  if (typeof prompt === 'string') return [prompt];
  if (prompt.length === 0) throw badRequest("'prompt' is an empty list. Give a text, or leave it out.", 'prompt');
  if (isTokens(prompt)) return [await decoded(prompt, 'prompt')];
  if (prompt.length > MAX_PROMPTS)
    throw badRequest(`'prompt' has ${prompt.length} texts, more than the ${MAX_PROMPTS} of one request.`, 'prompt');
  return Promise.all(
    prompt.map((each, index) => (typeof each === 'string' ? each : decoded(each, `prompt[${index}]`))),
  );
}

const isTokens = (prompt: Exclude<Prompt, string>): prompt is readonly number[] => typeof prompt[0] === 'number';

async function decoded(tokens: readonly number[], at: string): Promise<string> {
  const text = await decodeTokens(tokens);
  if (text !== undefined) return text;
  throw badRequest(`'${at}' has numbers that are not tokens of o200k_base, the encoding of this emulator.`, at);
}
