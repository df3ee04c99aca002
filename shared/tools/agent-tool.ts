import * as z from 'zod';
import type { Storage } from '../azure/storage/storage.ts';
import { TerminalError } from '../core/errors.ts';
import { DEFAULT_TOOL_TIMEOUT_MS, MAX_TOOL_TIMEOUT_MS } from './call-budget.ts';
import { type MessageShape, refuseAmbiguousParameters } from './messages.ts';
import { explainIssues, type JsonSchema, parametersSchema } from './parameters.ts';
import { type ToolQueues, toolQueues } from './tool-queues.ts';

export interface AgentToolOptions<Parameters extends z.ZodObject> {
  /** Tells the model what the tool does and when to use it. */
  readonly description: string;
  /** The arguments. Each field's `.describe(...)` reaches the model. */
  readonly parameters: Parameters;
  /**
   * True when doing it twice is the same as doing it once, as for every look-up. False, the default, costs one table write before
   * each call and makes sure that a message delivered twice is carried out once.
   */
  readonly idempotent?: boolean;
  /** Milliseconds one attempt may take. Default 60,000; at most 540,000, because an agent's run lives ten minutes. */
  readonly timeout?: number;
  /** An answer over the 48 KiB of a message: `cut` it with a mark (default), or put it in a `blob` and say where. */
  readonly oversize?: 'cut' | 'blob';
  /** How the agent service writes the arguments. Only a tool with a parameter of the name `function_args` needs to choose. */
  readonly messageShape?: MessageShape;
  /**
   * Does the work and returns the answer: a string, or anything JSON can hold. Throw TerminalError to tell the model why it
   * cannot be done, RetryableError to be called again later. Any other error is logged and kept from the model.
   */
  readonly handler: (args: z.output<Parameters>, context: ToolContext) => Promise<unknown> | unknown;
}

/** A tool an agent may call: one definition from which queues, functions, JSON schema and OpenAPI entry come. */
export interface AgentTool {
  readonly name: string;
  readonly description: string;
  readonly idempotent: boolean;
  readonly timeout: number;
  readonly oversize: 'cut' | 'blob';
  readonly messageShape: MessageShape;
  readonly queues: ToolQueues;
  readonly parameters: JsonSchema;
  readonly openApiParameters: JsonSchema;
  /** Checks arguments that came from outside; nothing runs before the call that comes back is called. */
  bind(args: unknown): Promise<BoundCall>;
}

/** Arguments that fit, ready to run; or what is wrong with them, in words for the model. */
export type BoundCall = RunnableCall | { readonly problem: string };

export interface RunnableCall {
  readonly problem?: undefined;
  run(context: ToolContext): Promise<unknown>;
}

const made = new WeakSet<object>();

/** Whether a value is what agentTool returned. */
export function isAgentTool(value: unknown): value is AgentTool {
  return typeof value === 'object' && value !== null && made.has(value);
}

/**
 * Defines a tool for agents, in the manner of `app.http(name, options)`. Nothing is registered: name the tool in foundry.config.ts.
 * @throws TerminalError when the service would refuse the name, the time-out or the parameters, saying which and why
 */
export function agentTool<Parameters extends z.ZodObject>(
  name: string,
  options: AgentToolOptions<Parameters>,
): AgentTool {
  const { description, parameters, handler, idempotent = false, oversize = 'cut', messageShape = 'auto' } = options;
  const queues = toolQueues(name);
  if (!description?.trim()) {
    throw new TerminalError(`Tool "${name}" needs a description: it is all the model knows of it.`);
  }
  if (!(parameters instanceof z.ZodObject)) {
    throw new TerminalError(
      `The parameters of tool "${name}" must be a z.object({ ... }): a call's arguments have names.`,
    );
  }
  refuseAmbiguousParameters(name, Object.keys(parameters.shape), messageShape);
  const tool: AgentTool = {
    name,
    description,
    idempotent,
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
        // A refinement or transform of the tool's own has failed: a fault of the tool, not of the arguments.
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

/** Where a tool writes what people running it should know. An InvocationContext of @azure/functions is one. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What a handler is given beside its arguments. */
export interface ToolContext {
  readonly log: Log;
  /** Fires when the call's time is up. Pass it on to whatever the handler waits for. */
  readonly signal: AbortSignal;
  /**
   * Names this call, the same on every delivery of it. Key an effect by it (a row's id, an idempotency key of an API), and even
   * a crash between the effect and our record of it does not make it happen twice.
   */
  readonly correlationId: string;
  /** 1 for the first delivery, then 2 ... */
  readonly attempt: number;
  readonly storage: Storage;
}
