import { badRequest, notFound } from '../../core/http/api-error.ts';
import { arrayPage } from '../../core/http/array-page.ts';
import { group } from '../../core/http/operation-group.ts';
import { newId } from '../../core/ids.ts';
import { toApiError } from '../../model/contract/model-error.ts';
import { chooseEmbedder } from '../../model/embedding/upstream-embedder.ts';
import { type KeptMemory, type MemoryStore, memoryCollections, placeOf, showMemory } from './memory.ts';

interface Bodies {
  MemoryItems_Create: Pick<KeptMemory, 'scope' | 'content' | 'kind'>;
  MemoryItems_Update: Pick<KeptMemory, 'content'>;
  MemoryItems_List: Pick<KeptMemory, 'scope'>;
}

/** Memories that clients write and read one by one. In the released client, not in the reference. */
export const memoryItems = group<Bodies>('Memory items', ({ store, clock, settings }) => {
  const kept = memoryCollections(store);
  const existing = (name: string): MemoryStore => {
    const found = kept.stores.get(name);
    if (!found) throw notFound(`There is no memory store "${name}".`, 'name');
    return found;
  };
  const item = (name: string, id: string): KeptMemory => {
    const found = kept.memories.get(id);
    if (found?.store !== existing(name).name)
      throw notFound(`There is no memory "${id}" in this memory store.`, 'memory_id');
    return found;
  };
  const vectorOf = async ({ definition }: MemoryStore, content: string, signal: AbortSignal) => {
    if (content.trim() === '') throw badRequest('content must not be empty.', 'content');
    const [vector = []] = await chooseEmbedder(settings, definition.embedding_model)
      .embed([content], signal)
      .catch((error) => {
        throw toApiError(error);
      });
    return vector;
  };

  return {
    MemoryItems_Create: async ({ params, body: { scope, content, kind }, signal }) => {
      if (scope.trim() === '') throw badRequest('scope must not be empty: it says whose memory this is.', 'scope');
      const of = existing(params.name);
      const vector = await vectorOf(of, content, signal);
      const memory = { memory_id: newId('mem'), kind, scope, content, updated_at: clock.seconds() };
      return showMemory(kept.memories.put({ ...memory, store: of.name, vector }).object);
    },
    MemoryItems_Get: ({ params }) => showMemory(item(params.name, params.memory_id)),
    MemoryItems_Update: async ({ params, body: { content }, signal }) => {
      const vector = await vectorOf(existing(params.name), content, signal);
      const known = item(params.name, params.memory_id);
      return showMemory(kept.memories.put({ ...known, content, vector, updated_at: clock.seconds() }).object);
    },
    MemoryItems_Delete: ({ params }) => {
      const { memory_id } = item(params.name, params.memory_id);
      kept.memories.delete(memory_id);
      return { object: 'memory_store.item.deleted', memory_id, deleted: true };
    },
    MemoryItems_List: ({ params, query, body: { scope } }) => {
      const { kind, order } = query;
      const where = { place: placeOf(existing(params.name).name, scope) };
      const found = [...kept.memories.all({ where, order: order === 'asc' ? 'asc' : 'desc' })]
        .filter((memory) => kind === undefined || memory.kind === kind)
        .map((memory) => ({ ...showMemory(memory), id: memory.memory_id }));
      const page = arrayPage(found, query);
      return { ...page, data: page.data.map((memory) => ({ ...memory, id: undefined })) };
    },
  };
});
