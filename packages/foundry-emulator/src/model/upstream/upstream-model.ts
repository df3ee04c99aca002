import type { Model, ModelEvent, ModelRequest } from '../contract/model.ts';
import { newCallId } from '../rule-based/rule-based-model.ts';
import { toEvents } from './chat-events.ts';
import { toChatRequest } from './chat-request.ts';
import { upstreamFailure } from './upstream-failure.ts';
import { type UpstreamSettings, upstreamClient } from './upstream-settings.ts';

/** A model of an OpenAI-compatible server. It receives tool descriptions, never queue names. */
export function upstreamModel(settings: UpstreamSettings): Model {
  const client = upstreamClient(settings);
  return {
    label: 'upstream',
    async *respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
      const model = settings.models.get(request.deployment) ?? request.deployment;
      try {
        const chunks = await (await client()).chat.completions.create(toChatRequest(request, model), { signal });
        yield* toEvents(chunks, newCallId);
      } catch (thrown) {
        signal.throwIfAborted();
        throw upstreamFailure(thrown, settings.url, model);
      }
      // The SDK ends an aborted stream without an error.
      signal.throwIfAborted();
    },
  };
}
