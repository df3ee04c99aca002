import type { ModelEvent, ModelRequest } from '../contract/model.ts';
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

/** Ends a turn before the first stop text. A possible beginning of one is held back until it is decided. */
export async function* stopAt(
  events: Iterable<ModelEvent> | AsyncIterable<ModelEvent>,
  stops: readonly string[],
): AsyncGenerator<ModelEvent> {
  const wanted = stops.filter((stop) => stop !== '');
  let held = '';
  for await (const event of events) {
    if (event.type !== 'text' || wanted.length === 0) {
      if (held !== '') yield { type: 'text', delta: held };
      held = '';
      yield event;
      continue;
    }
    held += event.delta;
    const end = firstOf(wanted, held);
    const safe = end ?? held.length - heldBack(wanted, held);
    if (safe > 0) yield { type: 'text', delta: held.slice(0, safe) };
    if (end !== undefined) {
      yield { type: 'end', reason: 'stop' };
      return;
    }
    held = held.slice(safe);
  }
}

function firstOf(stops: readonly string[], text: string): number | undefined {
  const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return found.length > 0 ? Math.min(...found) : undefined;
}

/** Returns the number of characters at the end of the text that may begin a stop text. */
function heldBack(stops: readonly string[], text: string): number {
  const longest = Math.min(text.length, Math.max(...stops.map(({ length }) => length)) - 1);
  for (let length = longest; length > 0; length--) {
    const end = text.slice(-length);
    if (stops.some((stop) => stop.startsWith(end))) return length;
  }
  return 0;
}

/** Applies the stop texts and the token limit of a request, for models that ignore them. */
export const withinLimits = (
  events: Iterable<ModelEvent> | AsyncIterable<ModelEvent>,
  { stop, maxOutputTokens }: Pick<ModelRequest, 'stop' | 'maxOutputTokens'>,
): AsyncGenerator<ModelEvent> => limitTokens(stopAt(events, stop ?? []), maxOutputTokens);
