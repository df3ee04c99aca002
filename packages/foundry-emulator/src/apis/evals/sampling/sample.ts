import { isRecord } from '../../../core/json-schema.ts';
import { GraderError } from '../../../grading/contract/grader-error.ts';
import type { ModelUse } from '../../../grading/contract/judge.ts';
import type { FoundryResponse } from '../../conversations/response.ts';
import type { Row, SamplingParams } from '../objects/data-source.ts';
import type { ItemSample } from '../objects/eval-run.ts';

/** The answer to a row. */
export interface Answered {
  /** What `sample` stands for in templates; nothing, where nothing was asked or given. */
  readonly sample: Readonly<Record<string, unknown>> | undefined;
  /** What clients see of it. */
  readonly shown: ItemSample;
  readonly uses: readonly ModelUse[];
}

/** Answers rows. @throws GraderError, ModelError or ApiError when a row gets no answer */
export type Sampler = (row: Row, signal: AbortSignal) => Promise<Answered>;

/** Tokens an answer may have where nothing is said. Source: OpenAI evals reference. */
export const DEFAULT_MAX_TOKENS = 2048;

/** A sample nothing is known of. */
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

/** No model is asked: the answer is the one that the row brings along, if any. */
export const givenSample: Sampler = async ({ sample }) => {
  const text = sample?.output_text;
  const shown =
    typeof text === 'string' ? { ...noSample(), output: [{ role: 'assistant', content: text }] } : noSample();
  return { sample, shown, uses: [] };
};

/** As `givenSample`, where rows name stored responses. @throws GraderError when there is no such response any more */
export const retrievedSample: Sampler = async (row, signal) => {
  if (row.sample) return givenSample(row, signal);
  throw new GraderError('response_not_found', `There is no stored response ${row.item.response_id}.`);
};

/** As `givenSample`, where rows name traces. @throws GraderError when there is no such trace, or none that is new enough */
export const tracedSample: Sampler = async (row, signal) => {
  if (row.sample) return givenSample(row, signal);
  throw new GraderError(
    'trace_not_found',
    `There is no trace ${row.item.trace_id} in the time that is looked through.`,
  );
};

/** A text and, when it is JSON of an object or a list, what it says. */
export function outputFields(text: string): { output_text: string; output_json?: unknown } {
  try {
    const json: unknown = JSON.parse(text);
    if (isRecord(json) || Array.isArray(json)) return { output_text: text, output_json: json };
  } catch {
    // Most answers are no JSON.
  }
  return { output_text: text };
}

/** What a response cost. */
export const useOf = ({ model, usage }: FoundryResponse): ModelUse => ({
  model,
  promptTokens: usage?.input_tokens ?? 0,
  completionTokens: usage?.output_tokens ?? 0,
  cachedTokens: usage?.input_tokens_details.cached_tokens ?? 0,
});

/** Usage of one call, as samples show it. */
export const usageOf = ({ promptTokens, completionTokens, cachedTokens }: ModelUse): ItemSample['usage'] => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  cached_tokens: cachedTokens,
  total_tokens: promptTokens + completionTokens,
});
