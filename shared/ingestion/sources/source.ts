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
