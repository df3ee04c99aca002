import type { Clock } from '../../../core/clock/clock.ts';
import { type CursorQuery, cursorPage } from '../../../core/http/paging.ts';
import { newId } from '../../../core/ids.ts';
import { type ChunkingStrategy, chunkSizes } from '../objects/chunk-sizes.ts';
import { NO_FILES } from '../objects/file-counts.ts';
import { active, type ExpirationPolicy, showStore, type VectorStore } from '../objects/vector-store.ts';
import type { VectorStoreService } from '../vector-store-service.ts';
import { attachTo } from './attach-files.ts';
import type { StoreCall, WithBody } from './calls.ts';

export interface UpdateBody {
  readonly name?: string | null;
  readonly expires_after?: ExpirationPolicy | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
}

export interface StoreBody extends UpdateBody {
  readonly description?: string | null;
  readonly file_ids?: readonly string[] | null;
  readonly chunking_strategy?: ChunkingStrategy | null;
}

export function storeHandlers(service: VectorStoreService, clock: Clock) {
  const { repository, expiry, indexingQueue, garbageCollector } = service;

  return {
    list: ({ query }: { readonly query: CursorQuery }) => cursorPage(repository.stores, query, {}, showStore),
    get: ({ params }: StoreCall) => showStore(service.existing(params.vector_store_id)),

    create: ({ body }: WithBody<StoreBody>) => {
      const { name, description, expires_after, metadata, file_ids } = body;
      const now = clock.seconds();
      const fresh: VectorStore = {
        id: newId('vs'),
        created_at: now,
        name: name ?? '',
        ...(description ? { description } : {}),
        usage_bytes: 0,
        file_counts: NO_FILES,
        ...(expires_after ? { expires_after } : {}),
        last_active_at: now,
        metadata: metadata ?? {},
      };
      const made = active(fresh, now);
      const chunking = chunkSizes(body.chunking_strategy);
      repository.change((transaction) => {
        transaction.setStore(made);
        const wanted = (file_ids ?? []).map((fileId) => ({ fileId, chunking, attributes: {} }));
        attachTo(service, transaction, made, wanted, { now, param: 'file_ids' });
      });
      expiry.watch(made);
      indexingQueue.schedule();
      return showStore(service.existing(made.id));
    },

    update: ({ params, body }: StoreCall & WithBody<UpdateBody>) => {
      const { expires_after: before, expires_at: _before, ...store } = service.existing(params.vector_store_id);
      const policy = body.expires_after === undefined ? before : (body.expires_after ?? undefined);
      const changed = active(
        {
          ...store,
          ...(policy === undefined ? {} : { expires_after: policy }),
          ...(body.name === undefined ? {} : { name: body.name ?? '' }),
          ...(body.metadata === undefined ? {} : { metadata: body.metadata ?? {} }),
        },
        clock.seconds(),
      );
      repository.stores.put(changed);
      expiry.watch(changed);
      return showStore(changed);
    },

    remove: ({ params }: StoreCall) => {
      const { expires_at: _never, ...store } = service.existing(params.vector_store_id);
      expiry.watch(store);
      garbageCollector.remove(store.id);
      return { id: store.id, object: 'vector_store.deleted', deleted: true };
    },
  };
}
