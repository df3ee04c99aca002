import type OpenAI from 'openai';
import type { Model, ModelEvent, ModelRequest } from '../model.ts';
import { ModelError } from '../model-error.ts';
import { newCallId } from '../stand-in/stand-in-model.ts';
import { toEvents } from './chat-events.ts';
import { toChatRequest } from './chat-request.ts';
import type { UpstreamSettings } from './settings.ts';

/** A real model behind an OpenAI-compatible server. It is told what a tool is for, never where its queues are. */
export function upstreamModel(settings: UpstreamSettings): Model {
  let loading: Promise<OpenAI> | undefined;
  const client = () => {
    loading ??= import('openai').then(
      ({ default: Client }) => new Client({ baseURL: settings.url, apiKey: settings.key ?? 'none' }),
    );
    return loading;
  };
  return {
    label: undefined,
    async *respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
      const model = settings.models.get(request.deployment) ?? request.deployment;
      try {
        const chunks = await (await client()).chat.completions.create(toChatRequest(request, model), { signal });
        yield* toEvents(chunks, newCallId);
      } catch (thrown) {
        signal.throwIfAborted();
        throw toModelError(thrown, settings.url, model);
      }
      // The SDK ends its stream quietly when it is aborted.
      signal.throwIfAborted();
    },
  };
}

/** Says what went wrong and what to look at. The upstream's message is passed on; keys are never part of it. */
function toModelError(thrown: unknown, url: string, model: string): ModelError {
  if (thrown instanceof ModelError) return thrown;
  const status = statusOf(thrown);
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const where = `The upstream model "${model}" at ${new URL(url).origin}`;
  if (status === undefined)
    return new ModelError('server_error', `${where} cannot be reached (${said}). Check FOUNDRY_UPSTREAM_URL.`, {
      cause: thrown,
    });
  if (status === 429)
    return new ModelError('rate_limit_exceeded', `${where} asks to slow down: ${said}`, { cause: thrown });
  if (status === 401 || status === 403) {
    return new ModelError('server_error', `${where} refuses the key (${status}). Check FOUNDRY_UPSTREAM_KEY.`, {
      cause: thrown,
    });
  }
  if (status === 404)
    return new ModelError('server_error', `${where} is not known there: ${said}. Check FOUNDRY_UPSTREAM_MODELS.`, {
      cause: thrown,
    });
  return new ModelError(status < 500 ? 'invalid_prompt' : 'server_error', `${where} answered ${status}: ${said}`, {
    cause: thrown,
  });
}

/** The SDK's errors carry a status when a server answered at all. */
function statusOf(thrown: unknown): number | undefined {
  const status = typeof thrown === 'object' && thrown !== null && 'status' in thrown ? thrown.status : undefined;
  return typeof status === 'number' ? status : undefined;
}
