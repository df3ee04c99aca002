import type { BlobClient } from '@azure/storage-blob';
import * as z from 'zod';
import type { Storage } from './storage.ts';

/** Source: "Naming and Referencing Containers, Blobs, and Metadata": 3 to 63 characters, and at most 1,024 for a blob. */
const CONTAINER = /^[a-z0-9](?:-?[a-z0-9]){2,62}$/;
const MAX_NAME_LENGTH = 1_024;

/** Percent encoding is decoded this often; what is still encoded then is invalid. */
const MAX_DECODINGS = 4;

/**
 * The path of a blob, `container/path/of/blob`, that cannot leave its container. URL parsing resolves `.` and `..` segments, so a path
 * with such a segment, an empty segment, a backslash, a control character, or one of these in percent encoding cannot become a
 * BlobPath. Every path from outside passes through {@link BlobPath.parse} before a blob client is opened.
 */
export class BlobPath {
  readonly container: string;
  /** Name of the blob within its container. */
  readonly name: string;

  private constructor(container: string, name: string) {
    this.container = container;
    this.name = name;
  }

  /** Returns the path, or undefined when the text is not a valid path of a blob. */
  static parse(text: string): BlobPath | undefined {
    const slash = text.indexOf('/');
    return slash < 0 ? undefined : BlobPath.of(text.slice(0, slash), text.slice(slash + 1));
  }

  /** Returns the path of a blob in a container, or undefined when it is not valid. */
  static of(container: string, name: string): BlobPath | undefined {
    return CONTAINER.test(container) && isSafeName(name) ? new BlobPath(container, name) : undefined;
  }

  toString(): string {
    return `${this.container}/${this.name}`;
  }
}

/** Opens the client of a blob. */
export async function blobClientOf({ container, name }: BlobPath, storage: Storage): Promise<BlobClient> {
  return (await storage.container(container)).getBlobClient(name);
}

/** A blob's path in a request. */
export const blobPathText = z
  .string()
  .refine(
    (text) => BlobPath.parse(text) !== undefined,
    'is not the path of a blob: write container/path without empty, "." or ".." segments, for instance "training-data/support.jsonl"',
  );

function isSafeName(name: string): boolean {
  if (name.length > MAX_NAME_LENGTH || !name.isWellFormed()) return false;
  let decoded = name;
  for (let times = 0; times <= MAX_DECODINGS; times++) {
    if (!hasSafeSegments(decoded)) return false;
    const next = decodeOnce(decoded);
    if (next === decoded) return true;
    decoded = next;
  }
  return false;
}

/** Storage trims nothing, but URL parsers strip tabs and line feeds and read a backslash as a slash. */
const hasSafeSegments = (name: string): boolean =>
  !/[\p{Cc}\\]/u.test(name) &&
  name.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');

/** Decodes ASCII only: that is all a path separator or a dot can hide in. */
const decodeOnce = (text: string): string =>
  text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
