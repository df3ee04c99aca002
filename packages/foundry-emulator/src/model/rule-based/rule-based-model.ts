import { randomUUID } from 'node:crypto';
import type { Model, ModelEvent, ModelRequest } from '../contract/model.ts';
import { withinLimits } from '../tokens/turn-limits.ts';
import { decideTurn } from './turn.ts';

/**
 * Answers without a language model: chooses tools by the words of the question, fills arguments by their schema, and describes results.
 * The same request always gets the same answer.
 */
export function ruleBasedModel(now: () => Date): Model {
  return {
    label: 'rule-based',
    respond: (request) => withinLimits(speak(request, now()), request),
  };
}

function* speak(request: ModelRequest, now: Date): Generator<ModelEvent> {
  const turn = decideTurn(request, now);
  if ('calls' in turn) {
    for (const call of turn.calls) {
      const callId = newCallId();
      yield { type: 'call', callId, name: call.name };
      yield { type: 'arguments', callId, delta: JSON.stringify(call.arguments) };
    }
  } else {
    for (const [delta] of turn.text.matchAll(/\s*\S+|\s+$/g)) yield { type: 'text', delta };
  }
  yield { type: 'end', reason: 'stop' };
}

/** Returns a call id like the service's: a prefix and opaque characters. */
export const newCallId = (): string => `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
