import { type AttributeFilter, meets } from './index/attribute-filter.ts';
import type { Found } from './index/search.ts';
import { type Attributes, fileKey } from './objects/store-file.ts';
import type { VectorStore } from './objects/vector-store.ts';
import type { VectorStoreService } from './vector-store-service.ts';

export interface StoreSearch {
  readonly storeIds: readonly string[];
  readonly queries: readonly string[];
  readonly filter?: AttributeFilter | undefined;
  readonly limit: number;
  readonly threshold: number;
  readonly rerank: boolean;
}

export interface SearchResult extends Found {
  readonly attributes: Attributes;
}

/** Searches stores with several queries. Returns the best chunks first, each once. */
export async function searchStores(
  { repository, index }: Pick<VectorStoreService, 'repository' | 'index'>,
  { storeIds, queries, filter, ...options }: StoreSearch,
  signal: AbortSignal,
): Promise<SearchResult[]> {
  const fileIds = filter && storeIds.flatMap((store) => [...filesThatMeet(repository, store, filter)]);
  const best = new Map<string, SearchResult>();
  for (const query of queries) {
    for (const found of await index.search({ storeIds, query, fileIds, ...options }, signal)) {
      const file = repository.files.get(fileKey(found.storeId, found.fileId));
      const key = `${found.storeId}/${found.fileId}/${found.text}`;
      if (file?.status === 'completed' && found.score > (best.get(key)?.score ?? -1))
        best.set(key, { ...found, attributes: file.attributes });
    }
  }
  return [...best.values()].sort((a, b) => b.score - a.score).slice(0, options.limit);
}

function* filesThatMeet(
  { files }: VectorStoreService['repository'],
  store: string,
  filter: AttributeFilter,
): Generator<string> {
  for (const { id, attributes } of files.all({ where: { store } })) if (meets(attributes, filter)) yield id;
}

/** Returns the newest vector store with a name, which replaces a search index of that name. */
export function storeNamed(
  { repository }: Pick<VectorStoreService, 'repository'>,
  name: string,
): VectorStore | undefined {
  const named = [...repository.stores.all({})].filter((store) => store.name === name && !store.expired);
  return named.toSorted((left, right) => right.created_at - left.created_at)[0];
}
