import { given } from '../../core/given.ts';
import type { ModelRequest } from '../../model/contract/model.ts';
import type { CompletionBody } from './completion-body.ts';

/** Returns the number of candidates per prompt. */
export const candidatesOf = ({ best_of: best, n }: CompletionBody): number => Math.max(best ?? 1, n ?? 1);

/** Converts a completion request to a model request with the prompt as a user message. */
export function toTurn(deployment: string, body: CompletionBody, prompt: string): ModelRequest {
  const { stop, suffix } = body;
  const compared = candidatesOf(body) > (body.n ?? 1);
  return {
    deployment,
    ...(suffix ? { instructions: `Write what stands between the text of the user and this text: ${suffix}` } : {}),
    items: [{ type: 'message', role: 'user', content: [{ type: 'text', text: prompt }] }],
    tools: [],
    toolChoice: 'none',
    parallelToolCalls: false,
    format: { type: 'text' },
    ...given('temperature', body.temperature),
    ...given('topP', body.top_p),
    ...given('maxOutputTokens', body.max_tokens),
    ...given('stop', typeof stop === 'string' ? [stop] : stop && [...stop]),
    ...given('seed', body.seed),
    ...given('presencePenalty', body.presence_penalty),
    ...given('frequencyPenalty', body.frequency_penalty),
    ...given('logitBias', body.logit_bias),
    ...given('logprobs', body.logprobs ?? (compared ? 0 : undefined)),
  };
}
