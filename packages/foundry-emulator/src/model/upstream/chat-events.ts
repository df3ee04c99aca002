import type { ChatCompletionChunk, ChatCompletionTokenLogprob } from 'openai/resources/chat/completions';
import type { ModelEndReason, ModelEvent, ModelUsage, TokenLogprob } from '../contract/model.ts';
import { ModelError } from '../contract/model-error.ts';

const END_REASONS: Record<string, ModelEndReason> = { length: 'max_output_tokens', content_filter: 'content_filter' };

/** Converts the chunks of a chat completion to events. Usage follows the finish reason, so both are held until the end. */
export async function* toEvents(
  chunks: AsyncIterable<ChatCompletionChunk>,
  newCallId: () => string,
): AsyncGenerator<ModelEvent> {
  const callIds = new Map<number, string>();
  let finish: string | null = null;
  let usage: ModelUsage | undefined;
  let started = false;
  for await (const chunk of chunks) {
    if (chunk.system_fingerprint && !started) {
      started = true;
      yield { type: 'start', fingerprint: chunk.system_fingerprint };
    }
    if (chunk.usage) usage = toUsage(chunk.usage);
    const choice = chunk.choices?.[0];
    if (!choice) continue;
    finish = choice.finish_reason ?? finish;
    const { content, refusal, tool_calls: calls } = choice.delta ?? {};
    if (content) yield { type: 'text', delta: content, ...toLogprobs(choice.logprobs?.content) };
    if (refusal) yield { type: 'refusal', delta: refusal, ...toLogprobs(choice.logprobs?.refusal) };
    for (const call of calls ?? []) {
      let callId = callIds.get(call.index);
      if (callId === undefined) {
        if (!call.function?.name)
          throw new ModelError('server_error', 'The upstream model began a tool call without naming the tool.');
        callId = call.id || newCallId();
        callIds.set(call.index, callId);
        yield { type: 'call', callId, name: call.function.name };
      }
      if (call.function?.arguments) yield { type: 'arguments', callId, delta: call.function.arguments };
    }
  }
  // A stream without a finish reason was interrupted, so its text is not an answer.
  if (finish === null)
    throw new ModelError('server_error', 'The upstream model broke off its answer without finishing it.');
  yield { type: 'end', reason: END_REASONS[finish] ?? 'stop', ...(usage ? { usage } : {}) };
}

function toUsage(usage: NonNullable<ChatCompletionChunk['usage']>): ModelUsage {
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    outputTokens: usage.completion_tokens ?? 0,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}

function toLogprobs(tokens: ChatCompletionTokenLogprob[] | null | undefined): { logprobs?: TokenLogprob[] } {
  if (!tokens) return {};
  return {
    logprobs: tokens.map(({ token, logprob, top_logprobs: top }) => ({
      token,
      logprob,
      alternatives: (top ?? []).map((other) => ({ token: other.token, logprob: other.logprob })),
    })),
  };
}
