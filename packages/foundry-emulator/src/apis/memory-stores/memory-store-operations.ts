import { badRequest, conflict, notFound } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { Reply } from '../../core/http/reply.ts';
import { newId } from '../../core/ids.ts';
import { UPDATE_DELAY_SECONDS } from '../../core/limits.ts';
import { responseStore } from '../conversations/response-store.ts';
import { deploymentsOf } from '../deployments/deployment-operations.ts';
import { type MemoryStore, type MemoryUpdate, memoryCollections, placeOf } from './memory.ts';
import { projectMemoryUpdater } from './memory-updater.ts';
import { searchMemories } from './search-memories.ts';
import { utterances } from './utterances.ts';

interface Bodies {
  MemoryStores_CreateMemoryStore: Pick<MemoryStore, 'name' | 'definition'> & Changes;
  MemoryStores_UpdateMemoryStore: Changes;
  MemoryStores_DeleteScopeMemories: { readonly scope: string };
  MemoryStores_SearchMemories: Conversation & {
    readonly options?: { readonly max_memories?: number };
    readonly previous_search_id?: string;
  };
  MemoryStores_UpdateMemories: Conversation & { readonly previous_update_id?: string; readonly update_delay?: number };
}

interface Changes {
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

interface Conversation {
  readonly scope: string;
  readonly items?: unknown;
}

/** Options that a store has unless its creator says otherwise. */
const DEFAULT_OPTIONS = { chat_summary_enabled: true, user_profile_enabled: true };

/** Memory stores: facts from conversations, by scope. */
export const memoryStores = group<Bodies>('Memory stores', (project) => {
  const { store, clock } = project;
  const kept = memoryCollections(store);
  const updater = projectMemoryUpdater(project);
  const items = responseStore(store);

  const existing = (name: string): MemoryStore => {
    const found = kept.stores.get(name);
    if (!found) throw notFound(`There is no memory store "${name}".`, 'name');
    return found;
  };
  const existingUpdate = (name: string, id: string, param: string): MemoryUpdate => {
    const found = kept.updates.get(id);
    if (found?.store !== existing(name).name) throw notFound(`There is no update "${id}" of this memory store.`, param);
    return found;
  };
  const said = ({ items: given }: Conversation) => utterances(given, (id) => items.find(id));
  const checkScope = (scope: string) => {
    if (scope.trim() === '') throw badRequest('scope must not be empty: it says whose memories are meant.', 'scope');
  };

  return {
    MemoryStores_CreateMemoryStore: ({ body: { name, definition, description, metadata } }) => {
      if (kept.stores.get(name)) throw conflict(`There is a memory store "${name}" already.`, 'name');
      for (const field of ['chat_model', 'embedding_model'] as const) {
        if (!deploymentsOf(store).get(definition[field])) {
          throw badRequest(`The model "${definition[field]}" is not deployed in this project.`, `definition.${field}`);
        }
      }
      const now = clock.seconds();
      const about = { metadata: metadata ?? {}, ...(description == null ? {} : { description }) };
      const id = newId('memstore');
      return kept.stores.put({
        id,
        object: 'memory_store',
        name,
        definition: { ...definition, options: { ...DEFAULT_OPTIONS, ...definition.options } },
        ...about,
        created_at: now,
        updated_at: now,
      }).object;
    },
    MemoryStores_ListMemoryStores: ({ query }) =>
      byNames(query, (cursors) => cursorPage(kept.stores, { ...query, ...cursors })),
    MemoryStores_GetMemoryStore: ({ params }) => existing(params.name),
    MemoryStores_UpdateMemoryStore: ({ params, body: { description, metadata } }) =>
      kept.stores.put({
        ...existing(params.name),
        ...(description == null ? {} : { description }),
        ...(metadata == null ? {} : { metadata }),
        updated_at: clock.seconds(),
      }).object,
    MemoryStores_DeleteMemoryStore: ({ params }) => {
      const { name } = existing(params.name);
      store.transaction(() => {
        const where = { store: name };
        for (const { memory_id } of [...kept.memories.all({ where })]) kept.memories.delete(memory_id);
        for (const { update_id } of [...kept.updates.all({ where })]) kept.updates.delete(update_id);
        for (const { search_id } of [...kept.searches.all({ where })]) kept.searches.delete(search_id);
        kept.stores.delete(name);
      });
      return { object: 'memory_store.deleted', name, deleted: true };
    },
    MemoryStores_UpdateMemories: ({ params, body, endpoint, apiVersion }) => {
      const { name } = existing(params.name);
      checkScope(body.scope);
      const { previous_update_id: before, update_delay: delay } = body;
      const previous = before == null ? undefined : existingUpdate(name, before, 'previous_update_id');
      const delayMs = (delay ?? UPDATE_DELAY_SECONDS) * 1000;
      const update = updater.take({ store: name, scope: body.scope, said: said(body), previous, delayMs });
      const place = `${endpoint}/memory_stores/${encodeURIComponent(name)}/updates/${update.update_id}`;
      return new Reply(showUpdate(update), { headers: { 'operation-location': `${place}?api-version=${apiVersion}` } });
    },
    MemoryStores_GetUpdateResult: ({ params }) =>
      showUpdate(existingUpdate(params.name, params.update_id, 'update_id')),
    MemoryStores_SearchMemories: ({ params, body }) => {
      const found = existing(params.name);
      checkScope(body.scope);
      const before = body.previous_search_id;
      const previous = before == null ? undefined : kept.searches.get(before);
      if (before != null && previous?.store !== found.name) {
        throw notFound(`There is no search "${before}" of this memory store.`, 'previous_search_id');
      }
      const request = { store: found, scope: body.scope, said: said(body), max: body.options?.max_memories, previous };
      return searchMemories(request, kept, project);
    },
    MemoryStores_DeleteScopeMemories: ({ params, body: { scope } }) => {
      const { name } = existing(params.name);
      checkScope(scope);
      store.transaction(() => {
        const memories = [...kept.memories.all({ where: { place: placeOf(name, scope) } })];
        for (const { memory_id } of memories) kept.memories.delete(memory_id);
        // A pending update would restore the deleted memories.
        const waiting = [...kept.updates.all({ where: { waiting: placeOf(name, scope) } })];
        for (const { update_id } of waiting) kept.updates.delete(update_id);
      });
      return { object: 'memory_store.scope.deleted', name, scope, deleted: true };
    },
  };

  /** Clients page by the ids of the stores, while the keys are names. */
  function byNames<R>(
    { after, before }: { readonly after: string | undefined; readonly before: string | undefined },
    page: (cursors: { readonly after: string | undefined; readonly before: string | undefined }) => R,
  ): R {
    const nameOf = (id: string | undefined) =>
      id === undefined ? undefined : ([...kept.stores.all()].find((each) => each.id === id)?.name ?? id);
    return page({ after: nameOf(after), before: nameOf(before) });
  }
});

const showUpdate = ({ update_id, status, superseded_by, error, result }: MemoryUpdate) => ({
  update_id,
  status,
  ...(superseded_by === undefined ? {} : { superseded_by }),
  ...(error === undefined ? {} : { error }),
  ...(result === undefined ? {} : { result }),
});
