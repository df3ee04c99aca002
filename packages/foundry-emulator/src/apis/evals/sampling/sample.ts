import { isRecord } from '../../../core/json-schema.ts';
import { GraderError } from '../../../grading/contract/grader-error.ts';
import type { ModelUse } from '../../../grading/contract/judge.ts';
import type { FoundryResponse } from '../../conversations/response.ts';
import type { Row, SamplingParams } from '../objects/data-source.ts';
import type { ItemSample } from '../objects/eval-run.ts';

/** Answer to a row. */
export interface Answered {
  /** Value of `sample` in templates; undefined when there is no answer. */
  readonly sample: Readonly<Record<string, unknown>> | undefined;
  /** Part of the answer that clients see. */
  readonly shown: ItemSample;
  readonly uses: readonly ModelUse[];
}

/** Answers rows. @throws GraderError, ModelError or ApiError when a row gets no answer */
export type Sampler = (row: Row, signal: AbortSignal) => Promise<Answered>;

/** Default maximum of tokens in an answer. Source: OpenAI evals reference. */
export const DEFAULT_MAX_TOKENS = 2048;

/** Returns an empty sample. */
export const noSample = (params: SamplingParams = {}): ItemSample => ({
  input: [],
  output: [],
  finish_reason: 'stop',
  model: '',
  usage: { prompt_tokens: 0, completion_tokens: 0, cached_tokens: 0, total_tokens: 0 },
  error: null,
  temperature: params.temperature ?? 1,
  max_completion_tokens: params.max_completion_tokens ?? DEFAULT_MAX_TOKENS,
  top_p: params.top_p ?? 1,
  seed: params.seed ?? 0,
});

/** Returns the answer in the row itself, if it has one. */
export const givenSample: Sampler = async ({ sample }) => {
  const text = sample?.output_text;
  const shown =
    typeof text === 'string' ? { ...noSample(), output: [{ role: 'assistant', content: text }] } : noSample();
  return { sample, shown, uses: [] };
};

/** As `givenSample`, for rows that name stored responses. @throws GraderError when the response no longer exists */
export const retrievedSample: Sampler = async (row, signal) => {
  if (row.sample) return givenSample(row, signal);
  throw new GraderError('response_not_found', `There is no stored response ${row.item.response_id}.`);
};

/** As `givenSample`, for rows that name traces. @throws GraderError when the trace is missing or too old */
export const tracedSample: Sampler = async (row, signal) => {
  if (row.sample) return givenSample(row, signal);
  throw new GraderError(
    'trace_not_found',
    `There is no trace ${row.item.trace_id} in the time that is looked through.`,
  );
};

/** Returns a text and, when it is a JSON object or list, its parsed value. */
export function outputFields(text: string): { output_text: string; output_json?: unknown } {
  try {
    const json: unknown = JSON.parse(text);
    if (isRecord(json) || Array.isArray(json)) return { output_text: text, output_json: json };
  } catch {
    // Most answers are plain text.
  }
  return { output_text: text };
}

/** Returns the usage of a response. */
export const useOf = ({ model, usage }: FoundryResponse): ModelUse => ({
  model,
  promptTokens: usage?.input_tokens ?? 0,
  completionTokens: usage?.output_tokens ?? 0,
  cachedTokens: usage?.input_tokens_details.cached_tokens ?? 0,
});

/** Converts the usage of one call to the form of samples. */
export const usageOf = ({ promptTokens, completionTokens, cachedTokens }: ModelUse): ItemSample['usage'] => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  cached_tokens: cachedTokens,
  total_tokens: promptTokens + completionTokens,
});
