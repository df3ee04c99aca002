import type { Model, ModelEvent, ModelRequest } from '../../model/contract/model.ts';
import { withinLimits } from '../../model/tokens/turn-limits.ts';
import type { DocumentContext } from './on-your-data.ts';

/**
 * Answers a turn from documents. The rule-based model does not read them, so the nearest sentence is quoted instead. Without documents,
 * an answer limited to them is a fixed text.
 */
export function groundedTurn(
  model: Model,
  request: ModelRequest,
  { instructions, quoted, silent }: DocumentContext,
  signal: AbortSignal,
): AsyncIterable<ModelEvent> {
  const plain = request.tools.length === 0 && request.format.type === 'text';
  if (plain && (silent || model.label === 'rule-based')) return withinLimits(spoken(quoted), request);
  return model.respond({ ...request, instructions }, signal);
}

function* spoken(text: string): Generator<ModelEvent> {
  for (const [delta] of text.matchAll(/\s*\S+/g)) yield { type: 'text', delta };
  yield { type: 'end', reason: 'stop' };
}
