import { limitTokens } from './limit-tokens.ts';
import type { ModelEvent, ModelRequest } from './model.ts';
import { stopAt } from './stop-at.ts';

/** Ends a turn where the request says it must end. For speakers that know neither stops nor tokens. */
export const withinLimits = (
  events: Iterable<ModelEvent> | AsyncIterable<ModelEvent>,
  { stop, maxOutputTokens }: Pick<ModelRequest, 'stop' | 'maxOutputTokens'>,
): AsyncGenerator<ModelEvent> => limitTokens(stopAt(events, stop ?? []), maxOutputTokens);
