import type { OpenAI } from 'openai';
import { toStreamingFile } from 'openai/core/uploads';
import { findFirst } from '../../core/concurrency.ts';
import { withServiceHeaders } from '../../foundry/reading.ts';
import { explainServiceError, statusOf } from '../../foundry/service-error.ts';
import type { Chunking } from '../sources/source.ts';
import type { AttachedFile, VectorStoreClient } from './vector-store-client.ts';

/** Purpose of uploads: only such files may be attached to a vector store. */
const PURPOSE = 'assistants';

/**
 * An upload of half a gigabyte takes its time. Node's `fetch` keeps a copy of the whole body as long as a redirect could ask for it again:
 * here none may (Fetch Standard, "HTTP-network-or-cache fetch": a request without a window that takes no redirects is not cloned).
 */
const UPLOAD = { timeout: 600_000, fetchOptions: { redirect: 'error', window: null } } as const;

/** Files on one page. Sources: OpenAI files reference (10,000), vector store files reference (100). */
const FILES_PER_PAGE = 10_000;
const ATTACHED_PER_PAGE = 100;

/** Seconds by which the service's clock may be behind. */
const CLOCK_MARGIN_S = 120;

/** The service, through OpenAI's client, which never repeats a request by itself. */
export function openaiVectorStore(openai: OpenAI): VectorStoreClient {
  const { files, vectorStores } = openai;
  return {
    ensureStore: (name, expiresAfterDays) =>
      asked(`Finding the vector store "${name}"`, async () => {
        const found = await findFirst(vectorStores.list({ limit: 100, order: 'asc' }), (store) => store.name === name);
        if (found !== undefined) return found.id;
        const expiry =
          expiresAfterDays === undefined
            ? {}
            : { expires_after: { anchor: 'last_active_at' as const, days: expiresAfterDays } };
        return (await vectorStores.create({ name, ...expiry })).id;
      }),
    storeExists: (storeId) =>
      asked('Reading the vector store', async () => {
        const found = await orGone(vectorStores.retrieve(storeId));
        return found !== undefined && found.status !== 'expired';
      }),
    upload: (filename, content) =>
      asked(`Uploading ${filename}`, async () => {
        const file = toStreamingFile(content, filename);
        return (await files.create({ file, purpose: PURPOSE }, UPLOAD)).id;
      }),
    attach: (storeId, attachments) =>
      asked('Making a file batch', async () => {
        const batch = await vectorStores.fileBatches.create(storeId, {
          files: attachments.map(({ fileId, attributes, chunking }) => ({
            file_id: fileId,
            attributes: { ...attributes },
            ...(chunking === undefined ? {} : { chunking_strategy: strategy(chunking) }),
          })),
        });
        return batch.id;
      }),
    batch: (storeId, batchId) =>
      asked(`Reading the batch ${batchId}`, async () => {
        const { job, retryAfter: wait } = await withServiceHeaders(
          vectorStores.fileBatches.retrieve(batchId, { vector_store_id: storeId }),
        );
        return {
          status: job.status,
          completed: job.file_counts.completed,
          ...(wait === undefined ? {} : { asked: wait }),
        };
      }),
    batchFiles: (storeId, batchId, status) =>
      pages(`Listing the files of ${batchId}`, () =>
        vectorStores.fileBatches.listFiles(batchId, {
          vector_store_id: storeId,
          limit: ATTACHED_PER_PAGE,
          ...(status === undefined ? {} : { filter: status }),
        }),
      ),
    attached: (storeId) =>
      pages('Listing the files of the vector store', () =>
        vectorStores.files.list(storeId, { limit: ATTACHED_PER_PAGE }),
      ),
    attachedFile: (storeId, fileId) =>
      asked(`Reading ${fileId}`, async () => {
        const found = await orGone(vectorStores.files.retrieve(fileId, { vector_store_id: storeId }));
        return found === undefined ? undefined : attachedFile(found);
      }),
    updateAttributes: (storeId, fileId, attributes) =>
      asked(`Labelling ${fileId}`, async () => {
        await orGone(vectorStores.files.update(fileId, { vector_store_id: storeId, attributes: { ...attributes } }));
      }),
    remove: (storeId, fileId) =>
      asked(`Deleting ${fileId}`, async () => {
        // First out of the vector store, then deleted: deleting a file is not documented to detach it everywhere.
        await orGone(vectorStores.files.delete(fileId, { vector_store_id: storeId }));
        await orGone(files.delete(fileId));
      }),
    detach: (storeId, fileId) =>
      asked(`Detaching ${fileId}`, async () => {
        await orGone(vectorStores.files.delete(fileId, { vector_store_id: storeId }));
      }),
    uploadsSince: async function* (moment) {
      const oldest = Math.floor(moment / 1000) - CLOCK_MARGIN_S;
      try {
        for await (const file of files.list({ purpose: PURPOSE, order: 'desc', limit: FILES_PER_PAGE })) {
          if (file.created_at < oldest) return;
          const { id, filename, bytes, created_at: createdAt } = file;
          yield { id, filename, bytes, createdAt: createdAt * 1000 };
        }
      } catch (error) {
        throw explainServiceError(error, 'Listing files');
      }
    },
  };
}

async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw explainServiceError(error, what);
  }
}

async function* pages(what: string, list: () => AsyncIterable<VectorStoreFile>): AsyncIterable<AttachedFile> {
  try {
    for await (const file of list()) yield attachedFile(file);
  } catch (error) {
    throw explainServiceError(error, what);
  }
}

type VectorStoreFile = OpenAI.VectorStores.VectorStoreFile;

function attachedFile({ id, status, last_error: error }: VectorStoreFile): AttachedFile {
  return { fileId: id, status, ...(error ? { error: { code: error.code, message: error.message } } : {}) };
}

const strategy = ({ maxTokens, overlap }: Chunking) => ({
  type: 'static' as const,
  static: { max_chunk_size_tokens: maxTokens, chunk_overlap_tokens: overlap },
});

async function orGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
