import { newId } from '../../core/ids.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { cosine } from '../../model/embedding/embedder.ts';
import { chooseEmbedder } from '../../model/embedding/upstream-embedder.ts';
import { countTokens } from '../../model/tokens/tokens.ts';
import {
  type KeptMemory,
  type MemoryCollections,
  type MemorySearch,
  type MemoryStore,
  placeOf,
  showMemory,
  type Utterance,
} from './memory.ts';
import { usageOf } from './memory-changes.ts';

/** Default number of memories in a search; not documented. */
const PRESET_MEMORIES = 10;

/** Similarity below which a summary is left out. */
const MIN_LIKENESS = 0.1;

/** Number of continuable searches in a project; older ones are deleted. */
const KEPT_SEARCHES = 1_000;

export interface SearchRequest {
  readonly store: MemoryStore;
  readonly scope: string;
  readonly said: readonly Utterance[];
  readonly max?: number | undefined;
  readonly previous?: MemorySearch | undefined;
}

/**
 * Returns the memories that are most similar to a conversation, or all about the user without one. A search that continues another leaves
 * out its results.
 */
export async function searchMemories(
  { store, scope, said, max = PRESET_MEMORIES, previous }: SearchRequest,
  { memories, searches }: MemoryCollections,
  { settings, closing }: Pick<ProjectContext, 'settings' | 'closing'>,
) {
  const seen = new Set(previous?.found);
  const all = [...memories.all({ where: { place: placeOf(store.name, scope) } })].filter(
    (each) => !seen.has(each.memory_id),
  );
  const query = said.map(({ text }) => text).join('\n');
  const found = query === '' ? all.filter(({ kind }) => kind === 'user_profile') : ranked(all, await vectorOf(query));
  const chosen = found.slice(0, max);
  const search_id = newId('memsrch');
  searches.put({ search_id, store: store.name, found: [...seen, ...chosen.map(({ memory_id }) => memory_id)] });
  forgetOld(searches);
  return {
    search_id,
    memories: chosen.map((memory) => ({ memory_item: showMemory(memory) })),
    usage: usageOf(await countTokens(query), 0, 0),
  };

  async function vectorOf(text: string): Promise<readonly number[]> {
    const embedder = chooseEmbedder(settings, store.definition.embedding_model);
    return (await embedder.embed([text], closing))[0] ?? [];
  }
}

/** Deletes old searches: clients continue a search soon. */
function forgetOld(searches: MemoryCollections['searches']): void {
  const tooMany = searches.count() - KEPT_SEARCHES;
  if (tooMany <= 0) return;
  for (const { search_id } of searches.list({ order: 'asc', limit: tooMany }).objects) searches.delete(search_id);
}

function ranked(all: readonly KeptMemory[], query: readonly number[]): KeptMemory[] {
  return all
    .map((memory) => ({ memory, likeness: cosine(memory.vector, query) }))
    .filter(({ memory, likeness }) => memory.kind === 'user_profile' || likeness >= MIN_LIKENESS)
    .sort((left, right) => right.likeness - left.likeness)
    .map(({ memory }) => memory);
}
