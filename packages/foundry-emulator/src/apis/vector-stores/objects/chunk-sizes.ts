import { badRequest } from '../../../core/http/api-error.ts';
import { AUTO_CHUNKING } from '../../../core/limits.ts';

/** Tokens of a chunk, and those it shares with the previous one. */
export interface ChunkSizes {
  readonly max_chunk_size_tokens: number;
  readonly chunk_overlap_tokens: number;
}

/** Chunking strategy of a request, after the check of its ranges. */
export type ChunkingStrategy = { readonly type: 'auto' } | { readonly type: 'static'; readonly static: ChunkSizes };

/** @throws ApiError 400 when chunks would overlap by more than half */
export function chunkSizes(strategy: ChunkingStrategy | null | undefined, param = 'chunking_strategy'): ChunkSizes {
  if (strategy?.type !== 'static') return AUTO_CHUNKING;
  const { max_chunk_size_tokens: size, chunk_overlap_tokens: overlap } = strategy.static;
  if (overlap * 2 <= size) return { max_chunk_size_tokens: size, chunk_overlap_tokens: overlap };
  throw badRequest(
    `chunk_overlap_tokens is ${overlap}; it must not be more than half of max_chunk_size_tokens, which is ${size}.`,
    `${param}.static.chunk_overlap_tokens`,
  );
}
