import { given } from '../../core/given.ts';
import { ApiError } from '../../core/http/api-error.ts';
import { errorEnvelope } from '../../core/http/error-envelope.ts';
import type { ServerSentEvent } from '../../core/http/reply.ts';
import type { ModelEvent, ModelRequest } from '../../model/contract/model.ts';
import { toApiError } from '../../model/contract/model-error.ts';
import type { ChatBody } from './chat-body.ts';
import { Choice, usageOf } from './chat-choice.ts';
import { type CompletionParts, serviceTier } from './completion-object.ts';
import { shownLogprobs } from './logprobs.ts';

export interface StreamParts extends CompletionParts {
  readonly request: ModelRequest;
  /** Turns of the choices; only the first has started. */
  readonly turns: readonly AsyncIterable<ModelEvent>[];
  /** Called after the last delta, before the end of the stream. */
  ended?(choices: readonly Choice[]): Promise<void>;
}

/** Streams a chat completion in chunks, one choice after the other. A failure ends the stream with an error. */
export async function* chatStream(parts: StreamParts): AsyncGenerator<ServerSentEvent> {
  const { body, request, head, promptResults, context, turns } = parts;
  let { fingerprint } = head;
  const chunk = (choices: object[], more: object = {}): ServerSentEvent => ({
    data: {
      id: head.id,
      object: 'chat.completion.chunk',
      created: head.created,
      model: head.model,
      system_fingerprint: fingerprint,
      ...serviceTier(body),
      choices,
      ...(body.stream_options?.include_usage ? { usage: null } : {}),
      ...more,
    },
  });
  const done: Choice[] = [];
  try {
    yield chunk([], { prompt_filter_results: promptResults });
    for (const [index, turn] of turns.entries()) {
      const choice = new Choice(request);
      yield chunk([piece(index, { role: 'assistant', content: '', refusal: null, ...given('context', context) })]);
      for await (const event of turn) {
        const tokens = await choice.add(event);
        fingerprint = choice.fingerprint ?? fingerprint;
        const delta = deltaOf(event, choice, body);
        if (delta) yield chunk([{ ...piece(index, delta), ...logprobsOf(event, tokens, body) }]);
      }
      const end = {
        finish_reason: choice.finishReason(body),
        content_filter_results: choice.filterResults(parts.rules),
      };
      yield chunk([{ ...piece(index, {}), ...end }]);
      done.push(choice);
    }
    if (body.stream_options?.include_usage) yield chunk([], { usage: await usageOf(done) });
    await parts.ended?.(done);
    yield { data: '[DONE]' };
  } catch (error) {
    const failure = toApiError(error);
    if (!(failure instanceof ApiError)) throw error;
    yield { data: JSON.stringify(errorEnvelope('errorResponse', failure, head.id)) };
  }
}

const piece = (index: number, delta: object) => ({ index, delta, finish_reason: null, logprobs: null });

function logprobsOf(event: ModelEvent, tokens: Parameters<typeof shownLogprobs>[0], body: ChatBody): object {
  if (!body.logprobs || (event.type !== 'text' && event.type !== 'refusal')) return {};
  const shown = shownLogprobs(tokens, body.top_logprobs ?? 0);
  return { logprobs: event.type === 'text' ? { content: shown, refusal: null } : { content: null, refusal: shown } };
}

function deltaOf(event: ModelEvent, { calls }: Choice, { functions }: ChatBody): object | undefined {
  switch (event.type) {
    case 'text':
      return { content: event.delta };
    case 'refusal':
      return { refusal: event.delta };
    case 'call':
    case 'arguments': {
      const index = calls.findIndex(({ id }) => id === event.callId);
      const begun = event.type === 'call';
      const called = { ...(begun ? { name: event.name } : {}), arguments: begun ? '' : event.delta };
      if (functions) return { function_call: called };
      const about = begun ? { id: event.callId, type: 'function' } : {};
      return { tool_calls: [{ index, ...about, function: called }] };
    }
    default:
      return undefined;
  }
}
