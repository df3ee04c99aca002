import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { isNotFound } from '../../azure/storage/storage-errors.ts';

export const RESULTS_CONTAINER = 'results';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  md: 'text/markdown; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Files of the jobs: a folder of blobs for each, named by its id. Writing a file again replaces it. */
export interface JobFiles {
  write(id: string, name: string, content: string): Promise<void>;
  /** Writes as the content comes, in constant memory. */
  stream(id: string, name: string, content: AsyncIterable<string>): Promise<void>;
  /** The file's text; undefined when there is none. */
  read(id: string, name: string): Promise<string | undefined>;
}

const BUFFER_BYTES = 1024 * 1024;
const BUFFERS = 4;

export function jobFiles(container: () => Promise<ContainerClient>): JobFiles {
  const blob = async (id: string, name: string) => (await container()).getBlockBlobClient(`${id}/${name}`);
  const options = (name: string) => {
    const type = CONTENT_TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    return { blobHTTPHeaders: { blobContentType: type } };
  };
  const make = async () => (await container()).createIfNotExists();
  return {
    write: async (id, name, content) => {
      const client = await blob(id, name);
      await createIfMissing(make, () => client.upload(content, Buffer.byteLength(content), options(name)));
    },
    stream: async (id, name, content) => {
      // A stream can be read only once: there is no second try, so the container is made first.
      await make();
      const client = await blob(id, name);
      await client.uploadStream(Readable.from(content, { objectMode: false }), BUFFER_BYTES, BUFFERS, options(name));
    },
    read: async (id, name) => {
      try {
        return (await (await blob(id, name)).downloadToBuffer()).toString('utf8');
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
  };
}
