import { ApiError } from '../../core/http/api-error.ts';
import { CONTEXT_WINDOW_TOKENS } from '../../core/limits.ts';
import { countTokens } from '../../model/tokens/tokens.ts';
import type { Item } from '../conversations/item.ts';

/** Leaves out the data of images, audio and files, which are not counted as words. */
const withoutData = (name: string, value: unknown): unknown =>
  typeof value === 'string' && (name === 'file_data' || name === 'data' || value.startsWith('data:')) ? '' : value;

/**
 * Returns the items that fit the model's context window. With `auto`, items in the middle are dropped.
 * @throws ApiError 400 when they do not fit and truncation is `disabled`
 */
export async function fittedContext(
  items: readonly Item[],
  instructions: string | undefined,
  truncation: 'auto' | 'disabled',
): Promise<Item[]> {
  const sizes = items.map((item) => JSON.stringify(item.content ?? item.output ?? item.arguments ?? '', withoutData));
  // A text never has more tokens than bytes, so most requests need no counting.
  const bytes = sizes.reduce((sum, text) => sum + Buffer.byteLength(text), Buffer.byteLength(instructions ?? ''));
  if (bytes <= CONTEXT_WINDOW_TOKENS) return [...items];
  const tokens = await Promise.all(sizes.map(countTokens));
  let total = tokens.reduce((sum, count) => sum + count, await countTokens(instructions ?? ''));
  if (total <= CONTEXT_WINDOW_TOKENS) return [...items];
  const dropped = new Set<number>();
  if (truncation === 'auto') {
    // Whole exchanges are dropped after the first item: a result without its call would be rejected.
    for (let index = 1; index < items.length - 1 && total > CONTEXT_WINDOW_TOKENS; index++) {
      total -= tokens[index] ?? 0;
      dropped.add(index);
    }
  }
  if (total > CONTEXT_WINDOW_TOKENS) {
    const message = `The input has ${total} tokens, more than the ${CONTEXT_WINDOW_TOKENS} of the model's context window. Shorten it, or set truncation to "auto".`;
    throw new ApiError(400, { code: 'context_length_exceeded', message, param: 'input' });
  }
  const kept = items.filter((_, index) => !dropped.has(index));
  const calls = new Set(kept.filter(({ type }) => type.endsWith('_call')).map(({ call_id }) => call_id));
  const outputs = new Set(kept.filter(({ type }) => type.endsWith('_call_output')).map(({ call_id }) => call_id));
  return kept.filter(({ type, call_id }) => {
    if (type.endsWith('_call_output')) return calls.has(call_id);
    return !type.endsWith('_call') || call_id === undefined || outputs.has(call_id);
  });
}
