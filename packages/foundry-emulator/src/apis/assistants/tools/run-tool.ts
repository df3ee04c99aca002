import type { ModelTool } from '../../../model/contract/model.ts';
import type { ToolDefinition, ToolResources } from '../objects/assistant.ts';
import type { StepToolCall, ToolCall } from '../objects/run-step.ts';

export interface RunToolContext {
  /** Aborts when the run is cancelled or has expired, or the emulator stops. */
  readonly signal: AbortSignal;
  /** Settles when the run waits or has ended. */
  readonly rest: Promise<void>;
  readonly resources: ToolResources;
  /** Deployment of the run. */
  readonly model: string;
}

/** One tool of a run, ready for use. */
export interface RunTool {
  readonly type: string;
  /** Functions that the model may call. */
  readonly functions: readonly ModelTool[];
  /** Fetches what the tool needs, and returns the tool that replaces it. */
  open?(signal: AbortSignal): Promise<RunTool>;
  /** Returns the call as clients see it, complete or not. */
  show(call: ToolCall): StepToolCall;
  /** Returns the event fields for an arguments delta. Absent when the arguments are sent as a whole. */
  piece?(delta: string): Record<string, unknown>;
  /** Returns the event fields for the result, if any. */
  result?(call: ToolCall): Record<string, unknown> | undefined;
  /**
   * Executes the call. Absent for calls that the client executes. Errors that the model can handle are outputs; a thrown error fails the
   * run.
   * @throws ToolError
   */
  run?(call: ToolCall, context: RunToolContext): Promise<Pick<ToolCall, 'output' | 'shown'>>;
}

/** A type of tool. */
export interface RunToolKind {
  readonly type: string;
  /** Condition for serving it, in words that follow its name in an error message. */
  readonly condition?: string;
  /** @param param path of the definition in the request, for errors @throws ApiError 400 when the definition is not right */
  accept(definition: ToolDefinition, param: string): RunTool;
}

/** A tool failed and the run cannot continue. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}
