import type { Metadata } from './assistant.ts';
import type { CompletionUsage, LastError } from './run.ts';

/** A tool call as clients see it; `type` names the tool. */
export interface StepToolCall {
  readonly id: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

export type StepDetails =
  | { readonly type: 'message_creation'; readonly message_creation: { readonly message_id: string } }
  | { readonly type: 'tool_calls'; readonly tool_calls: readonly StepToolCall[] };

/** A step of a run as clients see it. */
export interface RunStep {
  readonly id: string;
  readonly object: 'thread.run.step';
  readonly created_at: number;
  readonly assistant_id: string;
  readonly thread_id: string;
  readonly run_id: string;
  readonly type: StepDetails['type'];
  readonly status: 'in_progress' | 'cancelled' | 'failed' | 'completed' | 'expired';
  readonly step_details: StepDetails;
  readonly last_error: LastError | null;
  readonly expired_at: number | null;
  readonly cancelled_at: number | null;
  readonly failed_at: number | null;
  readonly completed_at: number | null;
  readonly metadata: Metadata;
  readonly usage: CompletionUsage | null;
}

/** A call as the model made it, with its result. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text as the model wrote it, not always valid. */
  readonly arguments: string;
  /** Result for the model; `null` until it is known. */
  readonly output: string | null;
  /** Result for clients, where it differs. */
  readonly shown?: readonly object[];
}

/** A step with the state that its run needs. */
export interface KeptStep {
  readonly step: RunStep;
  /** Calls of a `tool_calls` step, in its order. */
  readonly calls: readonly ToolCall[];
  /** True once the model's turn has ended and its calls are complete. Other steps are repeated after a restart. */
  readonly spoken: boolean;
  /** Usage of the turn; shown when the step has ended. */
  readonly spent: CompletionUsage;
}
