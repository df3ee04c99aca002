import { inputItems } from '../conversations/input-items.ts';
import { type Item, isMessage } from '../conversations/item.ts';
import type { Utterance } from './memory.ts';

/**
 * Returns the messages of user and assistant in a conversation, without calls, results and instructions.
 * @throws ApiError 400 naming the invalid item
 */
export function utterances(items: unknown, find: (id: string) => Item | undefined): Utterance[] {
  return utterancesOf(inputItems(items, find, 'items'));
}

/** As `utterances`, for stored items. */
export function utterancesOf(items: readonly Item[]): Utterance[] {
  return items.flatMap((item) => {
    if (!isMessage(item) || (item.role !== 'user' && item.role !== 'assistant')) return [];
    const text = item.content
      .map((part) => (typeof part.text === 'string' ? part.text : ''))
      .join('\n')
      .trim();
    return text === '' ? [] : [{ role: item.role, text }];
  });
}
