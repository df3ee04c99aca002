import type { Clock } from '../../../core/clock/clock.ts';
import { badRequest } from '../../../core/http/api-error.ts';
import { cursorPage } from '../../../core/http/paging.ts';
import { type ChunkingStrategy, chunkSizes } from '../objects/chunk-sizes.ts';
import { type Attributes, fileKey, showFile } from '../objects/store-file.ts';
import { storeStatus } from '../objects/vector-store-repository.ts';
import type { VectorStoreService } from '../vector-store-service.ts';
import { attachTo } from './attach-files.ts';
import { type FileCall, type FilesQuery, refuseLaterFields, type StoreCall, shownIn, type WithBody } from './calls.ts';

export interface AttachBody {
  readonly file_id: string;
  readonly attributes?: Attributes | null;
  readonly chunking_strategy?: ChunkingStrategy | null;
}

export function fileHandlers(service: VectorStoreService, clock: Clock) {
  const { repository, index, indexingQueue } = service;

  return {
    list: ({ params, query, apiVersion }: StoreCall & FilesQuery) => {
      const { id } = service.existing(params.vector_store_id);
      const cursor = (given: string | undefined) => (given === undefined ? undefined : fileKey(id, given));
      const { limit, order, filter } = query;
      const where = filter === undefined ? { store: id } : { storeStatus: storeStatus(id, filter) };
      const page = { limit, order, after: cursor(query.after), before: cursor(query.before) };
      return cursorPage(repository.files, page, { where }, shownIn(apiVersion));
    },
    get: ({ params, apiVersion }: FileCall) =>
      shownIn(apiVersion)(service.file(params.vector_store_id, params.file_id)),

    attach: ({ params, body, apiVersion }: StoreCall & WithBody<AttachBody>) => {
      refuseLaterFields(body, apiVersion, ['attributes']);
      const { file_id: fileId, attributes, chunking_strategy } = body;
      const wanted = { fileId, chunking: chunkSizes(chunking_strategy), attributes: attributes ?? {} };
      const store = service.use(params.vector_store_id);
      service.takeAttach(store.id);
      repository.change((transaction) =>
        attachTo(service, transaction, store, [wanted], { now: clock.seconds(), param: 'file_id' }),
      );
      indexingQueue.schedule();
      return shownIn(apiVersion)(service.file(store.id, fileId));
    },

    update: ({ params, body }: FileCall & WithBody<Pick<AttachBody, 'attributes'>>) => {
      const changed = { ...service.file(params.vector_store_id, params.file_id), attributes: body.attributes ?? {} };
      repository.files.put(changed);
      return showFile(changed);
    },

    detach: ({ params }: FileCall) => {
      const file = service.file(params.vector_store_id, params.file_id);
      repository.change((transaction) => transaction.removeFile(file));
      index.remove(file.vector_store_id, [file.id]);
      indexingQueue.schedule();
      return { id: file.id, object: 'vector_store.file.deleted', deleted: true };
    },

    content: ({ params }: FileCall) => {
      const { id, vector_store_id, status } = service.file(params.vector_store_id, params.file_id);
      if (status !== 'completed') throw badRequest(`The file '${id}' is ${status}: it has no content.`, 'file_id');
      const data = index.texts(vector_store_id, id).map((text) => ({ type: 'text', text }));
      return { object: 'vector_store.file_content.page', data, has_more: false, next_page: null };
    },
  };
}
