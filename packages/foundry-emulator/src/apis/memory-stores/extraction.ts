import type { MemoryKind, MemoryStore, Utterance } from './memory.ts';

/** A new memory. */
export interface Remembered {
  readonly kind: MemoryKind;
  readonly content: string;
}

export interface Extraction {
  readonly remembered: readonly Remembered[];
  /** Contents of known memories that are no longer true. */
  readonly forgotten: readonly string[];
  readonly usage: { readonly input: number; readonly output: number };
}

/** Extracts memories from a conversation. @param known existing memories of the user */
export type Extract = (
  said: readonly Utterance[],
  known: readonly string[],
  definition: MemoryStore['definition'],
  signal: AbortSignal,
) => Promise<Extraction>;
