import type { Item } from '../../apis/conversations/item.ts';
import type { FoundryResponse } from '../../apis/conversations/response.ts';
import type { ModelItem, ModelTool } from '../../model/contract/model.ts';

/** A call the model asked for. */
export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  /** As the model wrote them: JSON text, not always valid. */
  readonly arguments: string;
  /** Id of the item by which the client was asked for leave, when it has given it. */
  readonly approvalId?: string;
}

export interface ToolContext {
  /** Fires when the response is cancelled or has failed: nobody wants the result any more. */
  readonly signal: AbortSignal;
  /** Settles when the response has ended, however that comes. */
  readonly responseEnded: Promise<void>;
  /** Sends an event of the tool's own, such as `response.file_search_call.searching`, about the item that was begun. */
  emit(type: string, fields?: Record<string, unknown>): void;
}

export interface ToolOutcome {
  /** The begun item as it ends. */
  readonly item: Item;
  /** Items that follow it, such as the call's output. */
  readonly outputs: readonly Item[];
}

/** What a tool is given to make itself ready with, at a response's beginning. */
export interface Opening {
  /** What was said before, this request's input included. */
  readonly said: readonly Item[];
  /** Names that functions of other tools have. */
  readonly taken: ReadonlySet<string>;
  readonly signal: AbortSignal;
  readonly responseEnded: Promise<void>;
  /** Adds an item of the tool's own; gives back how to tell of it and how to end it. */
  add(item: Item): { emit(type: string, fields?: Record<string, unknown>): void; close(item: Item): void };
}

/** One tool of a request or an agent, ready for use. */
export interface Tool {
  /** What the model may call. */
  readonly functions: readonly ModelTool[];
  /** The item of a call, as it is when the call begins. */
  begin(call: ToolCall): Item;
  /**
   * Carries the call out. Without it the client does, and the response ends with the call. Throws `ToolFailure` when the response must fail;
   * what the model can deal with is an outcome.
   */
  run?(call: ToolCall, begun: Item, context: ToolContext): Promise<ToolOutcome>;
  /**
   * The item, finished, that asks the client to act on this call: to carry it out, or to give leave. The response ends with it. Undefined
   * when nothing is asked.
   */
  handOver?(call: ToolCall): Item | undefined;
  /** Learns what must be asked of elsewhere before the model can be told of the tool. What it gives stands in for the tool. */
  open?(opening: Opening): Promise<Tool>;
  /** Calls that the client has given leave for: to be made before the model goes on. */
  readonly due?: readonly ToolCall[];
  /** Called when the response has completed and is kept. @param input what its request said */
  afterwards?(response: FoundryResponse, input: readonly Item[]): void;
  /** What the model reads of an item of this very tool, where that takes more than its kind knows. */
  recall?(item: Item, said: readonly Item[]): ModelItem[] | undefined;
}

/** A type of tool. Adding one is a file that makes this, and a line in `tool-kinds.ts`. */
export interface ToolKind {
  /** The `type` of its definitions. */
  readonly type: string;
  /**
   * @param param path of the definition in the request, for errors
   * @param include what the client wants to be sent beside the usual, such as `file_search_call.results`
   * @throws ApiError 400 when the definition is not right
   */
  accept(definition: Record<string, unknown>, param: string, include?: readonly string[]): Tool;
  /** What the model reads of an item of this kind; undefined for items of others. @param said all that was said */
  recall(item: Item, said: readonly Item[]): ModelItem[] | undefined;
}

/** A tool could not do its work, and the response cannot go on without. `item` is the call as it ends. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  readonly item: Item;

  constructor(message: string, item: Item, options?: ErrorOptions) {
    super(message, options);
    this.item = item;
  }
}
