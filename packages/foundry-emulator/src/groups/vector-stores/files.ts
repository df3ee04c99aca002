import type { Clock } from '../../clock/clock.ts';
import { badRequest } from '../../frame/api-error.ts';
import { cursorPage } from '../../frame/paging.ts';
import { type ChunkingStrategy, chunkSizes } from '../../vector-stores/chunking.ts';
import type { Shop } from '../../vector-stores/shop.ts';
import { storeStatus } from '../../vector-stores/store-books.ts';
import { type Attributes, fileKey, showFile } from '../../vector-stores/store-file.ts';
import { attachTo } from './attach-to.ts';
import { type FileCall, type FilesQuery, refuseLaterFields, type StoreCall, type WithBody } from './calls.ts';

export interface AttachBody {
  readonly file_id: string;
  readonly attributes?: Attributes | null;
  readonly chunking_strategy?: ChunkingStrategy | null;
}

export function fileHandlers(shop: Shop, clock: Clock) {
  const { books, index, intake } = shop;

  return {
    list: ({ params, query }: StoreCall & FilesQuery) => {
      const { id } = shop.existing(params.vector_store_id);
      const cursor = (given: string | undefined) => (given === undefined ? undefined : fileKey(id, given));
      const { limit, order, filter } = query;
      const where = filter === undefined ? { store: id } : { storeStatus: storeStatus(id, filter) };
      const page = { limit, order, after: cursor(query.after), before: cursor(query.before) };
      return cursorPage(books.files, page, { where }, showFile);
    },
    get: ({ params }: FileCall) => showFile(shop.file(params.vector_store_id, params.file_id)),

    attach: ({ params, body, apiVersion }: StoreCall & WithBody<AttachBody>) => {
      refuseLaterFields(body, apiVersion, ['attributes']);
      const { file_id: fileId, attributes, chunking_strategy } = body;
      const wanted = { fileId, chunking: chunkSizes(chunking_strategy), attributes: attributes ?? {} };
      const store = shop.use(params.vector_store_id);
      shop.takeAttach(store.id);
      books.change((entry) => attachTo(shop, entry, store, [wanted], { now: clock.seconds(), param: 'file_id' }));
      intake.schedule();
      return showFile(shop.file(store.id, fileId));
    },

    update: ({ params, body }: FileCall & WithBody<Pick<AttachBody, 'attributes'>>) => {
      const changed = { ...shop.file(params.vector_store_id, params.file_id), attributes: body.attributes ?? {} };
      books.files.put(changed);
      return showFile(changed);
    },

    detach: ({ params }: FileCall) => {
      const file = shop.file(params.vector_store_id, params.file_id);
      books.change((entry) => entry.removeFile(file));
      index.remove(file.vector_store_id, [file.id]);
      intake.schedule();
      return { id: file.id, object: 'vector_store.file.deleted', deleted: true };
    },

    content: ({ params }: FileCall) => {
      const { id, vector_store_id, status } = shop.file(params.vector_store_id, params.file_id);
      if (status !== 'completed') throw badRequest(`The file '${id}' is ${status}: it has no content.`, 'file_id');
      const data = index.texts(vector_store_id, id).map((text) => ({ type: 'text', text }));
      return { object: 'vector_store.file_content.page', data, has_more: false, next_page: null };
    },
  };
}
