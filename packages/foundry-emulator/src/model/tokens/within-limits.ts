import type { ModelEvent, ModelRequest } from '../contract/model.ts';
import { stopAt } from '../contract/stop-at.ts';
import { limitTokens } from './limit-tokens.ts';

/** Applies the stop texts and the token limit of a request, for models that ignore them. */
export const withinLimits = (
  events: Iterable<ModelEvent> | AsyncIterable<ModelEvent>,
  { stop, maxOutputTokens }: Pick<ModelRequest, 'stop' | 'maxOutputTokens'>,
): AsyncGenerator<ModelEvent> => limitTokens(stopAt(events, stop ?? []), maxOutputTokens);
