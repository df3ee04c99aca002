import { createHash } from 'node:crypto';
import type { OpenBlob } from '../service/blobs.ts';

/** Bytes that are read before anything else: what is no longer is read once, and never as a whole otherwise. */
export const WINDOW_BYTES = 256 * 1024;

export interface Content {
  /** SHA-256 of all of it. */
  readonly sha: string;
  /** What the window held, when it held everything. */
  readonly whole?: readonly Uint8Array[];
}

/**
 * Reads a blob for its hash. Whether its content is known has to be clear before it is uploaded: a large one is read again for that,
 * which costs a read of storage and no memory.
 */
export async function readContent({ chunks }: Pick<OpenBlob, 'chunks'>): Promise<Content> {
  const hash = createHash('sha256');
  let window: Uint8Array[] | undefined = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes > WINDOW_BYTES) window = undefined;
    window?.push(chunk);
  }
  return { sha: hash.digest('hex'), ...(window === undefined ? {} : { whole: window }) };
}
