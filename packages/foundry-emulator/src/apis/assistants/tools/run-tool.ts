import type { ModelTool } from '../../../model/contract/model.ts';
import type { ToolDefinition, ToolResources } from '../objects/assistant.ts';
import type { StepToolCall, ToolCall } from '../objects/run-step.ts';

export interface RunToolContext {
  /** Fires when the run is cancelled, has expired, or the emulator stops: nobody wants the result any more. */
  readonly signal: AbortSignal;
  /** Settles when the run rests or has ended, however that comes. */
  readonly rest: Promise<void>;
  readonly resources: ToolResources;
}

/** One tool of a run, ready for use. */
export interface RunTool {
  readonly type: string;
  /** What the model may call. */
  readonly functions: readonly ModelTool[];
  /** The call as clients see it, whole or not. */
  show(call: ToolCall): StepToolCall;
  /** What clients are told of a piece of the arguments; nothing where they are told when the arguments are whole. */
  piece?(delta: string): Record<string, unknown>;
  /** What clients are told of the result, if anything. */
  result?(call: ToolCall): Record<string, unknown> | undefined;
  /**
   * Carries the call out. Without it the client does. What the model can deal with is an output; an error fails the run.
   * @throws ToolError
   */
  run?(call: ToolCall, context: RunToolContext): Promise<Pick<ToolCall, 'output' | 'shown'>>;
}

/** A type of tool. */
export interface RunToolKind {
  readonly type: string;
  /** When it is served, where that is not always: in words that go on after its name. */
  readonly condition?: string;
  /** @param param path of the definition in the request, for errors @throws ApiError 400 when the definition is not right */
  accept(definition: ToolDefinition, param: string): RunTool;
}

/** A tool could not do its work, and the run cannot go on without. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}
