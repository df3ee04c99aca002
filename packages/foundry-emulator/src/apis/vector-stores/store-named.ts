import type { VectorStore } from './objects/vector-store.ts';
import type { VectorStoreService } from './vector-store-service.ts';

/** Returns the newest vector store with a name, which replaces a search index of that name. */
export function storeNamed(
  { repository }: Pick<VectorStoreService, 'repository'>,
  name: string,
): VectorStore | undefined {
  const named = [...repository.stores.all({})].filter((store) => store.name === name && !store.expired);
  return named.toSorted((left, right) => right.created_at - left.created_at)[0];
}
