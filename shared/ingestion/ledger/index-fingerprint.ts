import { createHash } from 'node:crypto';
import type { Attributes, Chunking } from '../sources/source.ts';

/**
 * How a file is kept in a vector store, as one short text: how it was cut into chunks, and a hash of what it is labelled with.
 * `auto 3f2Kx9_q`, `800/400 3f2Kx9_q`.
 */
export const indexFingerprint = (attributes: Attributes, chunking: Chunking | undefined): string =>
  `${chunks(chunking)} ${hashed(attributes)}`;

/** The file is to be taken out of the vector store, and attached anew. */
export const STALE = 'stale';

/** The same file, if it were labelled so. */
export const withAttributes = (kept: string, attributes: Attributes): string =>
  `${chunksOf(kept)} ${hashed(attributes)}`;

/** The same file, once it is to be labelled anew. */
export const withoutAttributes = (kept: string): string => `${chunksOf(kept)} ${UNLABELLED}`;

export const lacksAttributes = (kept: string | undefined): boolean => kept?.endsWith(` ${UNLABELLED}`) ?? false;

/** What is to be done with a file that is kept in one way and is to be in another. */
export function difference(kept: string, wanted: string): 'none' | 'labels' | 'chunks' {
  if (kept === wanted) return 'none';
  return chunksOf(kept) === chunksOf(wanted) ? 'labels' : 'chunks';
}

const UNLABELLED = '-';

const chunks = (chunking: Chunking | undefined): string =>
  chunking === undefined ? 'auto' : `${chunking.maxTokens}/${chunking.overlap}`;

const chunksOf = (kept: string): string => kept.slice(0, kept.indexOf(' '));

function hashed(attributes: Attributes): string {
  const sorted = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 8);
}
