import type { ModelEvent } from '../contract/model.ts';
import { firstTokens } from './tokens.ts';

/** Ends a turn at a number of tokens, even within a sentence. For models that do not count tokens. */
export async function* limitTokens(
  events: Iterable<ModelEvent> | AsyncIterable<ModelEvent>,
  maxOutputTokens: number | undefined,
): AsyncGenerator<ModelEvent> {
  let left = maxOutputTokens ?? Number.POSITIVE_INFINITY;
  for await (const event of events) {
    if (!('delta' in event) || left === Number.POSITIVE_INFINITY) {
      yield event;
      continue;
    }
    const kept = await firstTokens(event.delta, left);
    left -= kept.tokens;
    if (kept.text !== '') yield { ...event, delta: kept.text };
    if (kept.text.length < event.delta.length) {
      yield { type: 'end', reason: 'max_output_tokens' };
      return;
    }
  }
}
