import type { MemoryKind, MemoryStore, Utterance } from './memory.ts';

/** Something to remember. */
export interface Remembered {
  readonly kind: MemoryKind;
  readonly content: string;
}

export interface Extraction {
  readonly remembered: readonly Remembered[];
  /** Contents of known memories that no longer hold. */
  readonly forgotten: readonly string[];
  readonly usage: { readonly input: number; readonly output: number };
}

/** Reads a conversation for what is worth remembering. `known` is what is remembered of the user already. */
export type Extract = (
  said: readonly Utterance[],
  known: readonly string[],
  definition: MemoryStore['definition'],
  signal: AbortSignal,
) => Promise<Extraction>;
