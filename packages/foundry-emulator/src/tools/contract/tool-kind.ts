import type { Item } from '../../apis/conversations/item.ts';
import type { FoundryResponse } from '../../apis/conversations/response.ts';
import type { ModelItem, ModelTool } from '../../model/contract/model.ts';

/** A call that the model requested. */
export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  /** JSON text as the model wrote it, not always valid. */
  readonly arguments: string;
  /** Id of the approval request, if the client approved the call. */
  readonly approvalId?: string;
}

export interface ToolContext {
  /** Aborts when the response is cancelled or has failed. */
  readonly signal: AbortSignal;
  /** Settles when the response has ended. */
  readonly responseEnded: Promise<void>;
  /** Sends an event about the item, such as `response.file_search_call.searching`. */
  emit(type: string, fields?: Record<string, unknown>): void;
}

export interface ToolOutcome {
  /** Final state of the item. */
  readonly item: Item;
  /** Items that follow, such as the call's output. */
  readonly outputs: readonly Item[];
  /** Files that the call made. A later message of the response that links to one has an annotation. */
  readonly madeFiles?: readonly MadeFile[];
}

/** A file in a container, to which a message links as `sandbox:/mnt/data/{filename}`. */
export interface MadeFile {
  readonly id: string;
  readonly containerId: string;
  readonly filename: string;
}

/** Context for opening a tool at the beginning of a response. */
export interface Opening {
  /** Earlier items and this request's input. */
  readonly said: readonly Item[];
  /** Names of other tools' functions. */
  readonly taken: ReadonlySet<string>;
  readonly signal: AbortSignal;
  readonly responseEnded: Promise<void>;
  /** Adds an item of the tool and returns functions to send its events and to close it. */
  add(item: Item): { emit(type: string, fields?: Record<string, unknown>): void; close(item: Item): void };
}

/** One tool of a request or an agent, ready for use. */
export interface Tool {
  /** Functions that the model may call. */
  readonly functions: readonly ModelTool[];
  /** Creates the item of a call. */
  begin(call: ToolCall): Item;
  /**
   * Executes the call. Absent for calls that the client executes, which end the response. Errors that the model can handle are outcomes;
   * throws `ToolFailure` when the response must fail.
   */
  run?(call: ToolCall, begun: Item, context: ToolContext): Promise<ToolOutcome>;
  /** Returns the item that asks the client to execute or approve the call, which ends the response. Undefined when nothing is asked. */
  handOver?(call: ToolCall): Item | undefined;
  /** Fetches what the tool needs from a server and returns the tool that replaces it. */
  open?(opening: Opening): Promise<Tool>;
  /** Approved calls, executed before the next model turn. */
  readonly due?: readonly ToolCall[];
  /** Called when the response has completed and is stored. @param input input of the request */
  afterwards?(response: FoundryResponse, input: readonly Item[]): void;
  /** Converts an item of this tool to model input, where its kind cannot. */
  recall?(item: Item, said: readonly Item[]): ModelItem[] | undefined;
}

/** A type of tool. Register new ones in `tool-kinds.ts`. */
export interface ToolKind {
  /** `type` of its definitions. */
  readonly type: string;
  /**
   * @param param path of the definition in the request, for errors
   * @param include what the client wants to be sent beside the usual, such as `file_search_call.results`
   * @param model the deployment that calls the tool
   * @throws ApiError 400 when the definition is not right
   */
  accept(definition: Record<string, unknown>, param: string, include?: readonly string[], model?: string): Tool;
  /** Converts an item of this type to model input; undefined for other items. @param said all items */
  recall(item: Item, said: readonly Item[]): ModelItem[] | undefined;
}

/** A tool failed and the response cannot continue. `item` is the final state of the call. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  readonly item: Item;

  constructor(message: string, item: Item, options?: ErrorOptions) {
    super(message, options);
    this.item = item;
  }
}
