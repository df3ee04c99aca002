import type { ModelEvent, ModelRequest } from '../contract/model.ts';
import { stopAt } from '../contract/stop-at.ts';
import { limitTokens } from './limit-tokens.ts';

/** Ends a turn where the request says it must end. For speakers that know neither stops nor tokens. */
export const withinLimits = (
  events: Iterable<ModelEvent> | AsyncIterable<ModelEvent>,
  { stop, maxOutputTokens }: Pick<ModelRequest, 'stop' | 'maxOutputTokens'>,
): AsyncGenerator<ModelEvent> => limitTokens(stopAt(events, stop ?? []), maxOutputTokens);
