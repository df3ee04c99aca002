import { BlobPath, blobClientOf } from '../../azure/storage/blob-path.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { isMissingParent, isNotFound, isPreconditionFailed, statusOf } from '../../azure/storage/storage-errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { bareEtag } from '../events/parse-events.ts';
import type { Place } from '../sources/source-map.ts';

/** A blob as it is being read. */
export interface OpenBlob {
  readonly etag: string;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends the reading; what has not been read is not loaded. */
  close(): void;
}

export interface ListedBlob {
  readonly path: string;
  readonly etag: string;
  readonly bytes: number;
  /** Only when it was asked for. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Where blobs come from. */
export interface Blobs {
  /**
   * Opens a blob: undefined when there is none, `unchanged` when it is still the version `unless`. With `only` it is undefined unless
   * it is that version.
   */
  open(
    path: string,
    versions?: { readonly unless?: string; readonly only?: string },
  ): Promise<OpenBlob | 'unchanged' | undefined>;
  list(place: Place, options?: { readonly withMetadata: boolean }): AsyncIterable<ListedBlob>;
}

/** Times a download that breaks off goes on where it was. */
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
        // A stream that is given up tells of it as an error, and nobody else is there to hear it.
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

/** The names of metadata are the same in any case. */
const inLowerCase = (metadata: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));

async function* bytesOf(body: AsyncIterable<Buffer | string> | undefined): AsyncIterable<Uint8Array> {
  for await (const chunk of body ?? []) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
