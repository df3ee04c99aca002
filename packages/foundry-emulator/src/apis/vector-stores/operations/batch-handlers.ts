import type { Clock } from '../../../core/clock/clock.ts';
import { badRequest } from '../../../core/http/api-error.ts';
import { arrayPage } from '../../../core/http/array-page.ts';
import { newId } from '../../../core/ids.ts';
import type { Attachment } from '../attach.ts';
import { type ChunkingStrategy, chunkSizes } from '../objects/chunk-sizes.ts';
import { showBatch } from '../objects/file-batch.ts';
import { moved, NO_FILES } from '../objects/file-counts.ts';
import { type Attributes, fileKey } from '../objects/store-file.ts';
import type { VectorStoreService } from '../vector-store-service.ts';
import { attachTo, checkBatchSize } from './attach-files.ts';
import { type BatchCall, type FilesQuery, refuseLaterFields, type StoreCall, shownIn, type WithBody } from './calls.ts';
import type { AttachBody } from './file-handlers.ts';

export interface BatchBody {
  readonly file_ids?: readonly string[] | null;
  readonly files?: readonly AttachBody[] | null;
  readonly attributes?: Attributes | null;
  readonly chunking_strategy?: ChunkingStrategy | null;
}

export function batchHandlers(service: VectorStoreService, clock: Clock) {
  const { repository, filesPerBatch, indexingQueue } = service;

  return {
    create: ({ params, body, apiVersion }: StoreCall & WithBody<BatchBody>) => {
      refuseLaterFields(body, apiVersion, ['files', 'attributes']);
      const param = body.files ? 'files' : 'file_ids';
      const wanted = attachmentsOf(body);
      checkBatchSize(wanted.length, filesPerBatch, param);
      const store = service.use(params.vector_store_id);
      service.takeAttach(store.id);
      const id = newId('vsfb');
      const now = clock.seconds();
      const batch = repository.change((transaction) => {
        const files = attachTo(service, transaction, store, wanted, { now, param, batchId: id });
        const file_counts = files.reduce((counts, { status }) => moved(counts, undefined, status), NO_FILES);
        const made = { id, vector_store_id: store.id, created_at: now, file_counts };
        transaction.setBatch(made);
        repository.members.put({ id, fileIds: files.map((file) => file.id) });
        return made;
      });
      indexingQueue.schedule();
      return showBatch(batch);
    },

    get: ({ params }: BatchCall) => showBatch(service.batch(params.vector_store_id, params.batch_id)),

    /** Cancels files that are not indexed yet; indexed files stay. */
    cancel: ({ params }: BatchCall) => {
      const { id, vector_store_id: storeId } = service.batch(params.vector_store_id, params.batch_id);
      repository.change((transaction) => {
        for (const fileId of repository.members.get(id)?.fileIds ?? []) {
          const file = repository.files.get(fileKey(storeId, fileId));
          if (file?.batches.includes(id)) transaction.putFile({ ...file, status: 'cancelled' });
        }
        const now = transaction.batch(id);
        if (now && now.file_counts.cancelled > 0) transaction.setBatch({ ...now, cancelled: true });
      });
      indexingQueue.schedule();
      return showBatch(service.batch(storeId, id));
    },

    listFiles: ({ params, query, apiVersion }: BatchCall & FilesQuery) => {
      const { id, vector_store_id: storeId } = service.batch(params.vector_store_id, params.batch_id);
      const { limit, order, after, before, filter } = query;
      const files = (repository.members.get(id)?.fileIds ?? [])
        .flatMap((fileId) => repository.files.get(fileKey(storeId, fileId)) ?? [])
        .filter(({ status }) => filter === undefined || status === filter)
        .map(shownIn(apiVersion));
      if (order !== 'asc') files.reverse();
      return arrayPage(files, { limit, after, before });
    },
  };
}

/** @throws ApiError 400 unless the body has either `file_ids` or `files` */
function attachmentsOf({ file_ids, files, attributes, chunking_strategy }: BatchBody): Attachment[] {
  if (!file_ids === !files) {
    throw badRequest(`A batch has either file_ids or files; this one has ${files ? 'both' : 'neither'}.`, 'file_ids');
  }
  if (file_ids) {
    const chunking = chunkSizes(chunking_strategy);
    return file_ids.map((fileId) => ({ fileId, chunking, attributes: attributes ?? {} }));
  }
  // `files` replaces the settings of the batch.
  return (files ?? []).map((file, place) => ({
    fileId: file.file_id,
    chunking: chunkSizes(file.chunking_strategy, `files[${place}].chunking_strategy`),
    attributes: file.attributes ?? {},
  }));
}
