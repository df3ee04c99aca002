import type { VectorStore } from './objects/vector-store.ts';
import type { Shop } from './vector-store-service.ts';

/** The newest vector store of a name: what stands in for a search index that is called so. */
export function storeNamed({ books }: Pick<Shop, 'books'>, name: string): VectorStore | undefined {
  const named = [...books.stores.all({})].filter((store) => store.name === name && !store.expired);
  return named.toSorted((left, right) => right.created_at - left.created_at)[0];
}
