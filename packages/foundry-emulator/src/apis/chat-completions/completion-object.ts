import { given } from '../../core/given.ts';
import type { ContentFilterScenario } from '../../model/content-filter/content-filter-scenario.ts';
import type { ChatBody } from './chat-body.ts';
import { type ChatAnswer, type Choice, usageOf } from './chat-choice.ts';

/** A chat completion as clients see it. */
export interface ChatCompletion {
  readonly id: string;
  readonly object: 'chat.completion';
  readonly created: number;
  readonly model: string;
  readonly choices: readonly ChatChoice[];
  readonly usage: object;
  readonly [field: string]: unknown;
}

export interface ChatChoice {
  readonly index: number;
  readonly finish_reason: string;
  readonly message: ChatAnswer;
  readonly [field: string]: unknown;
}

/** Fields that all chunks share. */
export interface CompletionHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly fingerprint: string;
}

export interface CompletionParts {
  readonly body: ChatBody;
  readonly head: CompletionHead;
  readonly rules: ContentFilterScenario;
  readonly promptResults: object;
  /** The answer's `context` with citations. */
  readonly context: object | undefined;
}

/** Returns the completion of a request whose choices are complete. */
export async function completionObject(
  { body, head, rules, promptResults, context }: CompletionParts,
  choices: readonly Choice[],
): Promise<ChatCompletion> {
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    system_fingerprint: choices[0]?.fingerprint ?? head.fingerprint,
    prompt_filter_results: promptResults,
    choices: choices.map((choice, index) => ({
      index,
      finish_reason: choice.finishReason(body),
      message: { ...choice.message(body), ...given('context', context) },
      logprobs: choice.logprobs(body),
      content_filter_results: choice.filterResults(rules),
    })),
    usage: await usageOf(choices),
    ...serviceTier(body),
  };
}

/** Returns the service tier if the request names one; the service decides what `auto` means. */
export const serviceTier = ({ service_tier: asked }: ChatBody): object =>
  asked ? { service_tier: asked === 'auto' ? 'default' : asked } : {};
