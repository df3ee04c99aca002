import { messageOf } from '../../core/errors.ts';
import { MAX_METADATA_KEY, MAX_METADATA_PAIRS, MAX_METADATA_VALUE } from '../../core/limits.ts';
import { RequestError } from '../../core/request-error.ts';

/** Attributes of a file in its vector store, for filters: at most 16. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** The parameter of a source's `attributes` function. */
export interface DescribedBlob {
  /** `container/path/of/blob`. */
  readonly path: string;
  /** The blob's own metadata, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Sizes in tokens; the overlap is at most half of a chunk. */
export interface Chunking {
  readonly maxTokens: number;
  readonly overlap: number;
}

/** Blobs, and the vector store in which they are searchable. */
export interface SourceConfig {
  /** `container/glob`, one or several: `documents/handbook/**\/*.{md,pdf}`. A blob belongs to the first source that it fits. */
  readonly from: string | readonly string[];
  /** Globs of blobs to leave out. */
  readonly exclude?: string | readonly string[];
  /** Name of the vector store, created if it is missing. Default: the name of the source. */
  readonly store?: string;
  /** Chunk sizes. Default: the service's. */
  readonly chunking?: Chunking;
  /** Returns further attributes of a file, besides `path` and `source`. */
  readonly attributes?: (blob: DescribedBlob) => Attributes;
  /** Days without a search after which the service deletes the store. Default: never. */
  readonly expiresAfterDays?: number;
  /** Largest size of a blob, in bytes. */
  readonly maxBytes?: number;
}

/** A checked source. */
export interface Source extends Omit<SourceConfig, 'from' | 'exclude' | 'store' | 'maxBytes'> {
  readonly name: string;
  readonly from: readonly string[];
  readonly exclude: readonly string[];
  readonly store: string;
  readonly maxBytes: number;
}

/**
 * Returns the attributes of a blob's file: its path, its source, and those of the source's `attributes` function.
 * @throws RequestError when the service would reject them
 */
export function attributesOf(source: Source, blob: DescribedBlob): Attributes {
  const attributes = { ...said(source, blob), source: source.name, path: blob.path.slice(-MAX_METADATA_VALUE) };
  const problem = problemWith(attributes);
  if (problem !== undefined) throw invalid(source, problem);
  return attributes;
}

function said({ attributes, ...source }: Source, blob: DescribedBlob): Attributes {
  try {
    return attributes?.(blob) ?? {};
  } catch (cause) {
    throw invalid(source, `the function threw: ${messageOf(cause)}`);
  }
}

function problemWith(attributes: Attributes): string | undefined {
  const pairs = Object.entries(attributes);
  if (pairs.length > MAX_METADATA_PAIRS)
    return `there are ${pairs.length} with path and source, ${MAX_METADATA_PAIRS} fit`;
  for (const [name, value] of pairs) {
    if (name === '' || name.length > MAX_METADATA_KEY)
      return `"${name}" is not a name of 1 to ${MAX_METADATA_KEY} characters`;
    if (typeof value === 'string' && value.length > MAX_METADATA_VALUE)
      return `"${name}" is longer than ${MAX_METADATA_VALUE} characters`;
    const plain = ['string', 'boolean'].includes(typeof value) || (typeof value === 'number' && Number.isFinite(value));
    if (!plain) return `"${name}" is neither text nor a number nor true or false`;
  }
  return undefined;
}

const invalid = ({ name }: Pick<Source, 'name'>, problem: string) =>
  new RequestError('invalid_attributes', `ingestion.${name}.attributes: ${problem}. Correct foundry.config.ts.`);
