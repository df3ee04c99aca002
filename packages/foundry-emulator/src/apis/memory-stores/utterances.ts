import { inputItems } from '../conversations/input-items.ts';
import { type Item, isMessage } from '../conversations/item.ts';
import type { Utterance } from './memory.ts';

/**
 * What user and assistant said in the items of a conversation; calls, results and instructions are left out.
 * @throws ApiError 400 naming the item that is wrong
 */
export function utterances(items: unknown, find: (id: string) => Item | undefined): Utterance[] {
  return utterancesOf(inputItems(items, find, 'items'));
}

/** The same of items as they are kept. */
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
