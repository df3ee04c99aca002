import type { Metadata, ResponseFormat, ToolDefinition, ToolResources } from './assistant.ts';

export type RunStatus =
  | 'queued'
  | 'in_progress'
  | 'requires_action'
  | 'cancelling'
  | 'cancelled'
  | 'failed'
  | 'completed'
  | 'expired'
  | 'incomplete';

export type ToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | { readonly type: string; readonly function?: { readonly name: string } | null };

export interface TruncationStrategy {
  readonly type: 'auto' | 'last_messages';
  readonly last_messages?: number | null;
}

export interface LastError {
  readonly code: 'server_error' | 'rate_limit_exceeded';
  readonly message: string;
}

export interface CompletionUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** A function call for the client. */
export interface RequiredCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A run as clients see it. */
export interface Run {
  readonly id: string;
  readonly object: 'thread.run';
  readonly created_at: number;
  readonly thread_id: string;
  readonly assistant_id: string;
  readonly status: RunStatus;
  readonly required_action: {
    readonly type: 'submit_tool_outputs';
    readonly submit_tool_outputs: { readonly tool_calls: readonly RequiredCall[] };
  } | null;
  readonly last_error: LastError | null;
  readonly expires_at: number | null;
  readonly started_at: number | null;
  readonly cancelled_at: number | null;
  readonly failed_at: number | null;
  readonly completed_at: number | null;
  readonly incomplete_details: { readonly reason: 'max_completion_tokens' | 'max_prompt_tokens' } | null;
  readonly model: string;
  readonly instructions: string;
  readonly tools: readonly ToolDefinition[];
  readonly tool_resources: ToolResources;
  readonly metadata: Metadata;
  readonly usage: CompletionUsage | null;
  readonly temperature: number;
  readonly top_p: number;
  readonly max_prompt_tokens: number | null;
  readonly max_completion_tokens: number | null;
  readonly truncation_strategy: TruncationStrategy;
  readonly tool_choice: ToolChoice;
  readonly response_format: ResponseFormat;
  readonly parallel_tool_calls: boolean;
}

/** A run with the state that its execution needs. */
export interface KeptRun {
  readonly run: Run;
  /** Resources of the run, the assistant and the thread together. */
  readonly resources: ToolResources;
  /** Usage so far; shown when the run has ended. */
  readonly spent: CompletionUsage;
}

const ACTIVE: readonly RunStatus[] = ['queued', 'in_progress', 'requires_action', 'cancelling'];

/** True while a run has not ended. It locks its thread. */
export const isActive = ({ status }: Pick<Run, 'status'>): boolean => ACTIVE.includes(status);

export const NO_USAGE: CompletionUsage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

export const addUsage = (left: CompletionUsage, right: CompletionUsage): CompletionUsage => ({
  prompt_tokens: left.prompt_tokens + right.prompt_tokens,
  completion_tokens: left.completion_tokens + right.completion_tokens,
  total_tokens: left.total_tokens + right.total_tokens,
});
