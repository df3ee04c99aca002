import { ApiError } from '../../core/http/api-error.ts';
import { errorEnvelope } from '../../core/http/error-envelope.ts';
import type { ServerSentEvent } from '../../core/http/reply.ts';
import type { ContentFilterScenario } from '../../model/content-filter/content-filter-scenario.ts';
import type { ModelEvent } from '../../model/contract/model.ts';
import { toApiError } from '../../model/contract/model-error.ts';
import type { CompletionBody } from './completion-body.ts';
import { type Candidate, usageOf } from './completion-candidate.ts';
import { echoedTokens } from './logprobs.ts';

export interface Writing {
  readonly candidate: Candidate;
  readonly events: AsyncIterable<ModelEvent>;
}

export interface StreamParts {
  readonly body: CompletionBody;
  readonly prompts: readonly string[];
  /** Fields that all chunks share. */
  readonly head: { readonly id: string; readonly system_fingerprint: string };
  readonly rules: ContentFilterScenario;
  readonly promptResults: readonly object[];
  /** Only the first has started. */
  readonly writings: readonly Writing[];
}

/** Streams a completion in chunks, one choice after the other. A failure ends the stream with an error. */
export async function* completionStream(parts: StreamParts): AsyncGenerator<ServerSentEvent> {
  const { body, prompts, head, rules, promptResults, writings } = parts;
  const wantsUsage = body.stream_options?.include_usage;
  const chunk = (choices: object[], more: object = {}): ServerSentEvent => ({
    data: { ...head, choices, ...(wantsUsage ? { usage: null } : {}), ...more },
  });
  try {
    yield chunk([], { prompt_filter_results: promptResults });
    for (const [index, { candidate, events }] of writings.entries()) {
      if (body.echo) yield chunk([await echo(index, candidate, body)]);
      for await (const event of events) {
        const before = candidate.echoed + candidate.text.length;
        const tokens = await candidate.add(event);
        if (event.type === 'text') yield chunk([candidate.piece(index, event.delta, tokens, before)]);
      }
      const end = { finish_reason: candidate.finishReason(), content_filter_results: candidate.filterResults(rules) };
      yield chunk([{ ...candidate.piece(index, '', [], candidate.echoed + candidate.text.length), ...end }]);
    }
    const candidates = writings.map(({ candidate }) => candidate);
    if (wantsUsage) yield chunk([], { usage: await usageOf(prompts, candidates) });
    yield { data: '[DONE]' };
  } catch (error) {
    const failure = toApiError(error);
    if (!(failure instanceof ApiError)) throw error;
    yield { data: JSON.stringify(errorEnvelope('errorResponse', failure, head.id)) };
  }
}

async function echo(index: number, { prompt }: Candidate, { logprobs }: CompletionBody): Promise<object> {
  const tokens = typeof logprobs === 'number' ? await echoedTokens(prompt) : null;
  return { index, text: prompt, finish_reason: null, logprobs: tokens };
}
