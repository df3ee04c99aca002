import { newId } from '../../core/ids.ts';
import type { Embedder } from '../../model/embedding/embedder.ts';
import { countTokens } from '../../model/tokens/tokens.ts';
import type { Extract, Remembered } from './extraction.ts';
import {
  type KeptMemory,
  type MemoryCollections,
  type MemoryItem,
  type MemoryStore,
  type MemoryUpdate,
  placeOf,
  showMemory,
} from './memory.ts';

interface Operation {
  readonly kind: 'create' | 'update' | 'delete';
  readonly memory_item: MemoryItem;
}

/** Changes of an update, computed before any of them is made. */
export interface Plan {
  readonly keep: readonly KeptMemory[];
  readonly remove: readonly KeptMemory[];
  readonly result: { readonly memory_operations: readonly Operation[]; readonly usage: object };
}

/** Computes the changes that a conversation makes to the memories of a scope. */
export async function planOf(
  update: MemoryUpdate,
  store: MemoryStore,
  { memories }: MemoryCollections,
  { extract, embedder, now, signal }: { extract: Extract; embedder: Embedder; now: number; signal: AbortSignal },
): Promise<Plan> {
  const before = [...memories.all({ where: { place: placeOf(update.store, update.scope) } })];
  const profile = before.filter(({ kind }) => kind === 'user_profile');
  const known = profile.map(({ content }) => content);
  const { remembered, forgotten, usage } = await extract(update.said, known, store.definition, signal);
  const outdated = profile.filter(({ content }) => forgotten.includes(content));
  const isNew = ({ kind, content }: Remembered) =>
    kind === 'chat_summary' || !known.some((each) => same(each, content) && !forgotten.includes(each));
  const news = remembered.filter(isNew);
  const vectors = await embedder.embed(
    news.map(({ content }) => content),
    signal,
  );

  const keep: KeptMemory[] = [];
  const operations: Operation[] = [];
  for (const [index, { kind, content }] of news.entries()) {
    const replaced =
      kind === 'chat_summary'
        ? before.find((each) => each.kind === 'chat_summary' && each.chain === update.chain)
        : outdated.shift();
    const memory: KeptMemory = {
      memory_id: replaced?.memory_id ?? newId('mem'),
      kind,
      store: update.store,
      scope: update.scope,
      content,
      updated_at: now,
      vector: vectors[index] ?? [],
      ...(kind === 'chat_summary' ? { chain: update.chain } : {}),
    };
    keep.push(memory);
    operations.push({ kind: replaced ? 'update' : 'create', memory_item: showMemory(memory) });
  }
  for (const memory of outdated) operations.push({ kind: 'delete', memory_item: showMemory(memory) });
  const embedded = await countTokens(news.map(({ content }) => content).join('\n'));
  return {
    keep,
    remove: outdated,
    result: { memory_operations: operations, usage: usageOf(embedded, usage.input, usage.output) },
  };
}

/** Converts token counts to the reference's usage. */
export const usageOf = (embedding: number, input: number, output: number) => ({
  embedding_tokens: embedding,
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: embedding + input + output,
});

const same = (left: string, right: string): boolean => left.trim().toLowerCase() === right.trim().toLowerCase();
