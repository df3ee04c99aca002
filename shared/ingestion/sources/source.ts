import { messageOf } from '../../core/errors.ts';
import { MAX_METADATA_KEY, MAX_METADATA_PAIRS, MAX_METADATA_VALUE } from '../../core/limits.ts';
import { RequestError } from '../../core/request-error.ts';

/** What a file is labelled with in its vector store, for filters: at most 16 pairs. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A blob as `attributes` of a source sees it. */
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

/** Blobs of one place, and the vector store they are to be searchable in. */
export interface SourceConfig {
  /** `container/glob`, one or several: `documents/handbook/**\/*.{md,pdf}`. A blob belongs to the first source that it fits. */
  readonly from: string | readonly string[];
  /** The same, for what is left out all the same. */
  readonly exclude?: string | readonly string[];
  /** Name of the vector store, made when it is missing; the source's own name unless it is said. */
  readonly store?: string;
  /** How files are cut into chunks; the service decides where nothing is said. */
  readonly chunking?: Chunking;
  /** What to label a file with, beside its `path` and its `source`. */
  readonly attributes?: (blob: DescribedBlob) => Attributes;
  /** Days without a search after which the service gives up the store. Without it, it is kept. */
  readonly expiresAfterDays?: number;
  /** Bytes of the largest blob that is taken. */
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
 * What a blob's file is labelled with: its path, its source, and what the source says of it.
 * @throws RequestError when that is nothing the service would take
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
      return `"${name}" is no name of 1 to ${MAX_METADATA_KEY} characters`;
    if (typeof value === 'string' && value.length > MAX_METADATA_VALUE)
      return `"${name}" is longer than ${MAX_METADATA_VALUE} characters`;
    const plain = ['string', 'boolean'].includes(typeof value) || (typeof value === 'number' && Number.isFinite(value));
    if (!plain) return `"${name}" is neither text nor a number nor true or false`;
  }
  return undefined;
}

const invalid = ({ name }: Pick<Source, 'name'>, problem: string) =>
  new RequestError('invalid_attributes', `ingestion.${name}.attributes: ${problem}. Correct foundry.config.ts.`);
