import type { Metadata } from './assistant.ts';
import type { CompletionUsage, LastError } from './run.ts';

/** A call of a tool as clients see it; `type` says which tool's it is. */
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

/** A call as the model made it, and what came of it. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote them: JSON text, not always valid. */
  readonly arguments: string;
  /** What the model is told; `null` until it is known. */
  readonly output: string | null;
  /** What clients are shown of the result, where that is something else. */
  readonly shown?: readonly object[];
}

/** A step, and what is kept of it for the work of its run. */
export interface KeptStep {
  readonly step: RunStep;
  /** Of a step of tool calls, in the order of `tool_calls`. */
  readonly calls: readonly ToolCall[];
  /** The model's turn has ended: its calls are whole. A step of which that is not true is done anew after a stop. */
  readonly spoken: boolean;
  /** What the turn cost; shown when the step has ended. */
  readonly spent: CompletionUsage;
}
