import type { Item } from './item.ts';

export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'failed' | 'cancelled' | 'incomplete';

/** A response as clients see it. */
export interface FoundryResponse {
  readonly id: string;
  readonly object: 'response';
  readonly created_at: number;
  readonly status: ResponseStatus;
  readonly background: boolean;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly incomplete_details: { readonly reason: 'max_output_tokens' | 'content_filter' } | null;
  readonly model: string;
  readonly output: readonly Item[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly conversation: { readonly id: string } | null;
  readonly previous_response_id?: string;
  /** From the end of the model's first turn on. */
  readonly usage?: ResponseUsage;
  readonly agent?: { readonly type: 'agent_id'; readonly name: string; readonly version: string };
  readonly [field: string]: unknown;
}

export interface ResponseUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

export const hasEnded = ({ status }: FoundryResponse): boolean => status !== 'queued' && status !== 'in_progress';
