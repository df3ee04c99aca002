import type { Model, ModelEvent, ModelRequest } from '../../model/contract/model.ts';
import { withinLimits } from '../../model/tokens/within-limits.ts';
import type { OwnData } from './on-your-data.ts';

/**
 * Answers a turn by documents. The rule-based model reads none: in its place the nearest sentence is quoted; and what must come from the
 * documents alone is not asked of anybody when there are none.
 */
export function informed(
  model: Model,
  request: ModelRequest,
  { instructions, quoted, silent }: OwnData,
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
