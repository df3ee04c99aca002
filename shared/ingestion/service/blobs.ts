import { BlobPath, blobClientOf } from '../../azure/storage/blob-path.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { isMissingParent, isNotFound, isPreconditionFailed, statusOf } from '../../azure/storage/storage-errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { bareEtag } from '../events/parse-events.ts';
import type { Place } from '../sources/source-map.ts';

/** An open blob. */
export interface OpenBlob {
  readonly etag: string;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Stops reading; the rest is not downloaded. */
  close(): void;
}

export interface ListedBlob {
  readonly path: string;
  readonly etag: string;
  readonly bytes: number;
  /** Present when the caller asked for it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Reads blobs of storage. */
export interface Blobs {
  /**
   * Opens a blob: undefined when it does not exist, `unchanged` when it still has the version `unless`. With `only` the result is undefined
   * for any other version.
   */
  open(
    path: string,
    versions?: { readonly unless?: string; readonly only?: string },
  ): Promise<OpenBlob | 'unchanged' | undefined>;
  list(place: Place, options?: { readonly withMetadata: boolean }): AsyncIterable<ListedBlob>;
}

/** Times an interrupted download resumes. */
const MOST_RESUMES = 10;

export function storageBlobs(storage: Storage): Blobs {
  return {
    open: async (path, { unless, only } = {}) => {
      const parsed = BlobPath.parse(path);
      if (parsed === undefined) throw new RequestError('invalid_blob_path', INVALID_PATH);
      const abort = new AbortController();
      const client = await blobClientOf(parsed, storage);
      try {
        const answer = await client.download(0, undefined, {
          abortSignal: abort.signal,
          maxRetryRequests: MOST_RESUMES,
          conditions: {
            ...(unless === undefined ? {} : { ifNoneMatch: `"${unless}"` }),
            ...(only === undefined ? {} : { ifMatch: `"${only}"` }),
          },
        });
        const body = answer.readableStreamBody;
        // An aborted stream emits an error that has no other listener.
        body?.on('error', () => undefined);
        return {
          etag: bareEtag(answer.etag ?? ''),
          bytes: answer.contentLength ?? 0,
          metadata: inLowerCase(answer.metadata),
          chunks: bytesOf(body),
          close: () => abort.abort(),
        };
      } catch (error) {
        if (statusOf(error) === 304) return 'unchanged';
        if (isNotFound(error) || isPreconditionFailed(error)) return undefined;
        throw error;
      }
    },
    list: async function* ({ container, prefix }, { withMetadata } = { withMetadata: false }) {
      const client = await storage.container(container);
      try {
        for await (const { name, properties, metadata } of client.listBlobsFlat({
          prefix,
          includeMetadata: withMetadata,
        })) {
          const { etag, contentLength: bytes = 0 } = properties;
          const described = withMetadata ? { metadata: inLowerCase(metadata) } : {};
          yield { path: `${container}/${name}`, etag: bareEtag(etag), bytes, ...described };
        }
      } catch (error) {
        if (!isMissingParent(error)) throw error;
      }
    },
  };
}

const INVALID_PATH =
  'The name of the blob has an empty, "." or ".." segment, a backslash, a control character or a broken character. Rename the blob.';

/** Metadata names are not case-sensitive. */
const inLowerCase = (metadata: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));

async function* bytesOf(body: AsyncIterable<Buffer | string> | undefined): AsyncIterable<Uint8Array> {
  for await (const chunk of body ?? []) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
