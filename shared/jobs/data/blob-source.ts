import type { Storage } from '../../azure/storage/storage.ts';
import { isNotFound, isPreconditionFailed } from '../../azure/storage/storage-errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { parseBlobPath } from './blob-path.ts';

/** A blob as it is at one moment. */
export interface BlobVersion {
  readonly path: string;
  readonly etag: string;
  readonly bytes: number;
}

/** Times a download that breaks off goes on where it was. */
const MOST_RESUMES = 10;

async function clientOf(path: string, storage: Storage) {
  const found = parseBlobPath(path);
  if (found === undefined) throw new RequestError('invalid_request', `"${path}" is no blob: write container/path.`);
  return (await storage.container(found.container)).getBlobClient(found.blob);
}

/** The blob of this path. @throws RequestError when it is missing, empty, or larger than `most` bytes */
export async function blobVersion(path: string, storage: Storage, most: number): Promise<BlobVersion> {
  const client = await clientOf(path, storage);
  const found = await client.getProperties().catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new RequestError('blob_not_found', `There is no blob ${path}. Upload it first; the name is container/path.`);
  });
  const { etag = '', contentLength: bytes = 0 } = found;
  if (bytes === 0) throw new RequestError('file_empty', `The blob ${path} is empty.`);
  if (bytes > most) {
    throw new RequestError('file_too_large', `The blob ${path} has ${bytes} bytes; the service takes ${most} at most.`);
  }
  return { path, etag, bytes };
}

/** The bytes of exactly this version, as they come. @throws RequestError when the blob has been changed or deleted since */
export async function* blobBytes({ path, etag }: BlobVersion, storage: Storage): AsyncIterable<Uint8Array> {
  const client = await clientOf(path, storage);
  const options = { conditions: { ifMatch: etag }, maxRetryRequests: MOST_RESUMES };
  const answer = await client.download(0, undefined, options).catch((error: unknown) => {
    if (!isNotFound(error) && !isPreconditionFailed(error)) throw error;
    throw new RequestError('data_changed', `The blob ${path} was changed or deleted after the job had been accepted.`);
  });
  for await (const chunk of answer.readableStreamBody ?? []) {
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  }
}
