import { createHash } from 'node:crypto';
import type { Attributes, Chunking } from '../sources/source.ts';

/**
 * Returns a short text for chunking and attributes of a file in a vector store: the chunking, and a hash of the attributes. For example
 * `auto 3f2Kx9_q` or `800/400 3f2Kx9_q`.
 */
export const indexFingerprint = (attributes: Attributes, chunking: Chunking | undefined): string =>
  `${chunks(chunking)} ${hashed(attributes)}`;

/** Fingerprint of a file that has to be detached from the vector store and attached again. */
export const STALE = 'stale';

/** Returns the fingerprint with other attributes. */
export const withAttributes = (kept: string, attributes: Attributes): string =>
  `${chunksOf(kept)} ${hashed(attributes)}`;

/** Returns the fingerprint of a file whose attributes are to be written again. */
export const withoutAttributes = (kept: string): string => `${chunksOf(kept)} ${UNLABELLED}`;

export const lacksAttributes = (kept: string | undefined): boolean => kept?.endsWith(` ${UNLABELLED}`) ?? false;

/** Returns what differs between two fingerprints: nothing, the attributes only, or the chunking. */
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
