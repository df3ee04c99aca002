import * as z from 'zod';
import type { Storage } from '../azure/storage/storage.ts';
import { TerminalError } from '../core/errors.ts';
import { DEFAULT_TOOL_TIMEOUT_MS, MAX_TOOL_TIMEOUT_MS } from './call-budget.ts';
import { type MessageShape, refuseAmbiguousParameters } from './messages.ts';
import { explainIssues, type JsonSchema, parametersSchema } from './parameters.ts';
import { type ToolQueues, toolQueues } from './tool-queues.ts';

export interface AgentToolOptions<Parameters extends z.ZodObject> {
  /** Tells the model what the tool does and when to use it. Required. */
  readonly description: string;
  /** The arguments. Each field's `.describe(...)` reaches the model. */
  readonly parameters: Parameters;
  /**
   * True when running the handler twice has the same effect as running it once, as for every look-up. False, the default, adds a table
   * write before each call, so that a message that is delivered twice runs once.
   */
  readonly idempotent?: boolean;
  /** True for a look-up that changes nothing. MCP clients may call such a tool without asking the user. Implies `idempotent`. */
  readonly readOnly?: boolean;
  /** Milliseconds one attempt may take. Default 60,000; at most 540,000, because an agent's run lasts ten minutes. */
  readonly timeout?: number;
  /** Handling of an answer over the 48 KiB of a message: `cut` it with a mark (default), or store it in a `blob` and send the address. */
  readonly oversize?: 'cut' | 'blob';
  /** Shape of the agent service's messages. Only a tool with a parameter named `function_args` has to set it. */
  readonly messageShape?: MessageShape;
  /**
   * Does the work and returns the answer: a string, or any JSON value. Throw TerminalError to tell the model why the call cannot
   * succeed, RetryableError to run again later. Any other error is logged and not shown to the model.
   */
  readonly handler: (args: z.output<Parameters>, context: ToolContext) => Promise<unknown> | unknown;
}

/** A tool that agents may call. Queues, functions, JSON schema and OpenAPI entry follow from this one definition. */
export interface AgentTool {
  readonly name: string;
  readonly description: string;
  readonly idempotent: boolean;
  readonly readOnly: boolean;
  readonly timeout: number;
  readonly oversize: 'cut' | 'blob';
  readonly messageShape: MessageShape;
  readonly queues: ToolQueues;
  readonly parameters: JsonSchema;
  readonly openApiParameters: JsonSchema;
  /** Validates arguments from outside. The handler runs when `run` of the result is called. */
  bind(args: unknown): Promise<BoundCall>;
}

/** A call with valid arguments, or the problem in words for the model. */
export type BoundCall = RunnableCall | { readonly problem: string };

export interface RunnableCall {
  readonly problem?: undefined;
  run(context: ToolContext): Promise<unknown>;
}

const made = new WeakSet<object>();

/** True for a value that {@link agentTool} returned. */
export function isAgentTool(value: unknown): value is AgentTool {
  return typeof value === 'object' && value !== null && made.has(value);
}

/**
 * Defines a tool for agents, as `app.http(name, options)` defines an HTTP function. The tool is registered when foundry.config.ts names it.
 *
 * @param name 1 to 64 letters, digits, `_` and `-`; the model and the queues use it
 * @throws TerminalError when the agent service would reject the name, the time-out or a parameter; the message names it
 *
 * @example
 * export const getOrderStatus = agentTool('get_order_status', {
 *   description: 'Look up the status of an order by its number.',
 *   parameters: z.object({ orderNumber: z.string().regex(/^\d{4,10}$/).describe('The number on the receipt') }),
 *   readOnly: true,
 *   handler: async ({ orderNumber }, { storage }) => {
 *     const order = await orders(storage).find(orderNumber);
 *     if (order === undefined) throw new TerminalError(`There is no order ${orderNumber}.`);
 *     return { status: order.status, expectedDelivery: order.expectedDelivery };
 *   },
 * });
 */
export function agentTool<Parameters extends z.ZodObject>(
  name: string,
  options: AgentToolOptions<Parameters>,
): AgentTool {
  const { description, parameters, handler, readOnly = false, oversize = 'cut', messageShape = 'auto' } = options;
  const { idempotent = readOnly } = options;
  const queues = toolQueues(name);
  if (!description?.trim()) {
    throw new TerminalError(`Tool "${name}" needs a description: the model decides by it when to call the tool.`);
  }
  if (!(parameters instanceof z.ZodObject)) {
    throw new TerminalError(
      `The parameters of tool "${name}" must be a z.object({ ... }): a call's arguments have names.`,
    );
  }
  if (readOnly && !idempotent) {
    throw new TerminalError(`Tool "${name}" is readOnly, and so idempotent: remove "idempotent: false".`);
  }
  refuseAmbiguousParameters(name, Object.keys(parameters.shape), messageShape);
  const tool: AgentTool = {
    name,
    description,
    idempotent,
    readOnly,
    timeout: checkedTimeout(name, options.timeout ?? DEFAULT_TOOL_TIMEOUT_MS),
    oversize,
    messageShape,
    queues,
    parameters: parametersSchema(name, parameters),
    openApiParameters: parametersSchema(name, parameters, 'openapi-3.0'),
    bind: async (args) => {
      try {
        const parsed = await parameters.safeParseAsync(args);
        if (!parsed.success) return { problem: explainIssues(name, parsed.error) };
        return { run: async (context) => handler(parsed.data, context) };
      } catch (error) {
        // A refinement or transform of the tool threw: a fault of the tool, not of the arguments.
        return { run: () => Promise.reject(error) };
      }
    },
  };
  made.add(tool);
  return tool;
}

function checkedTimeout(name: string, timeout: number): number {
  if (Number.isFinite(timeout) && timeout > 0 && timeout <= MAX_TOOL_TIMEOUT_MS) return timeout;
  throw new TerminalError(
    `The timeout of tool "${name}" is ${timeout}: give milliseconds, more than 0 and at most ${MAX_TOOL_TIMEOUT_MS} ` +
      '(an agent stops waiting after ten minutes, and its message waits in the queue first).',
  );
}

/** Destination of a tool's log lines. The InvocationContext of @azure/functions is one. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The second parameter of a handler. */
export interface ToolContext {
  readonly log: Log;
  /** Fires when the time-out of the call has passed. Pass it to every request that the handler waits for. */
  readonly signal: AbortSignal;
  /**
   * Identifies the call; the same on every delivery. Use it as the key of the effect (a row id, the idempotency key of an API): then a
   * crash between the effect and its record does not repeat the effect.
   */
  readonly correlationId: string;
  /** 1 for the first delivery. */
  readonly attempt: number;
  readonly storage: Storage;
}
