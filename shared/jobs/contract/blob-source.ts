import { BlobPath, blobClientOf } from '../../azure/storage/blob-path.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import { isNotFound, isPreconditionFailed } from '../../azure/storage/storage-errors.ts';
import { RequestError } from '../../core/request-error.ts';

/** One version of a blob. */
export interface BlobVersion {
  readonly path: string;
  readonly etag: string;
  readonly bytes: number;
}

/** The blobs that jobs may read. */
export interface DataSource {
  readonly storage: Storage;
  /** Containers that jobs may read; see `jobs.containers` of foundry.config.ts. */
  readonly dataContainers: readonly string[];
}

/** Times an interrupted download continues where it stopped. */
const MAX_RESUMES = 10;

async function clientOf(text: string, { storage, dataContainers }: DataSource) {
  const path = BlobPath.parse(text);
  if (path === undefined) {
    throw new RequestError('invalid_request', `"${text}" is not the path of a blob: write container/path.`);
  }
  if (!dataContainers.includes(path.container)) {
    const allowed = dataContainers.length === 0 ? 'none' : dataContainers.join(', ');
    throw new RequestError(
      'container_not_allowed',
      `Jobs may not read the container "${path.container}". Allowed: ${allowed}. Put the blob there, or add the container to jobs.containers in foundry.config.ts.`,
    );
  }
  return blobClientOf(path, storage);
}

/**
 * Returns the present version of a blob.
 * @throws RequestError when it is missing, empty, larger than `maxBytes`, or in a container that jobs may not read
 */
export async function blobVersion(path: string, source: DataSource, maxBytes: number): Promise<BlobVersion> {
  const client = await clientOf(path, source);
  const found = await client.getProperties().catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new RequestError('blob_not_found', `There is no blob ${path}. Upload it first; the name is container/path.`);
  });
  const { etag = '', contentLength: bytes = 0 } = found;
  if (bytes === 0) throw new RequestError('file_empty', `The blob ${path} is empty.`);
  if (bytes > maxBytes) {
    throw new RequestError(
      'file_too_large',
      `The blob ${path} has ${bytes} bytes; the service accepts at most ${maxBytes}.`,
    );
  }
  return { path, etag, bytes };
}

/**
 * Streams the bytes of exactly this version.
 * @throws RequestError when the blob has been changed or deleted since
 */
export async function* blobBytes({ path, etag }: BlobVersion, source: DataSource): AsyncIterable<Uint8Array> {
  const client = await clientOf(path, source);
  const options = { conditions: { ifMatch: etag }, maxRetryRequests: MAX_RESUMES };
  const response = await client.download(0, undefined, options).catch((error: unknown) => {
    if (!isNotFound(error) && !isPreconditionFailed(error)) throw error;
    throw new RequestError('data_changed', `The blob ${path} was changed or deleted after the job had been accepted.`);
  });
  for await (const chunk of response.readableStreamBody ?? []) {
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  }
}
