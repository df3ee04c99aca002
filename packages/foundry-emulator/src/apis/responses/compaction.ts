import { newId } from '../../core/ids.ts';
import type { ModelItem } from '../../model/contract/model.ts';
import { type Item, isMessage } from '../conversations/item.ts';

/** Characters of the assistant's words that a compaction keeps, from the end. */
const KEPT_CHARACTERS = 4_000;

/** Marks content that this emulator wrote. It is encoded, not encrypted: no secret is in it that the client does not have. */
const MARK = 'emulator.';

/** Returns what is left of a conversation: the user's messages, then one item with the last words of the assistant. */
export function compacted(items: readonly Item[]): Item[] {
  const words = items.flatMap((item) => (item.type === 'compaction' ? [textIn(item)] : wordsOf(item))).join('\n');
  const text = words.slice(-KEPT_CHARACTERS);
  return [
    ...items.filter((item) => isMessage(item) && item.role !== 'assistant'),
    {
      id: newId('cmp'),
      type: 'compaction',
      encrypted_content: `${MARK}${Buffer.from(text).toString('base64url')}`,
    },
  ];
}

/** Returns a compaction item as model input; those of other services cannot be read and are left out. */
export function recallCompaction(item: Item): ModelItem[] {
  const text = textIn(item);
  return text === '' ? [] : [{ type: 'message', role: 'assistant', content: [{ type: 'text', text }] }];
}

function textIn({ encrypted_content: content }: Item): string {
  if (typeof content !== 'string' || !content.startsWith(MARK)) return '';
  return Buffer.from(content.slice(MARK.length), 'base64url').toString();
}

const wordsOf = (item: Item): string[] =>
  isMessage(item) && item.role === 'assistant'
    ? item.content.map(({ text }) => (typeof text === 'string' ? text : ''))
    : [];
