import type { ServerResponse } from 'node:http';
import type { IncomingRequest } from '../server/incoming-request.ts';
import type { Binding, FunctionMetadata, RetryContext, TraceContext, TypedData } from '../worker/core-types.ts';

/**
 * A set of trigger and binding types. Each (http, queue, timer, durable, mcp) is one folder; the host knows none of
 * them by name.
 */
export interface HostExtension {
  /** Trigger binding types this extension listens for, for instance `queueTrigger`. */
  readonly triggers: readonly string[];
  /** Input and output binding types it reads or writes, for instance `queue`. */
  readonly bindings: readonly string[];

  /** Called before the functions of a newly loaded version of the app are indexed. */
  beginIndexing?(): void;
  /**
   * Prepares one function with a trigger of this extension. Nothing runs yet.
   * @throws IndexingError when the declaration cannot work: only that function is refused
   */
  index?(fn: AppFunction): Listener;
  /** Puts the functions indexed since `beginIndexing` into use. */
  activate?(): void;
  /** Checks an output or input binding at start-up. @throws IndexingError */
  check?(fn: AppFunction, binding: NamedBinding): void;
  /** Returns the value of an input binding before an invocation. */
  read?(fn: AppFunction, binding: NamedBinding, data: BindingData): Promise<TypedData | undefined>;
  /** Writes the value of an output binding (the return value or an extra output). */
  write?(fn: AppFunction, binding: NamedBinding, value: TypedData, data: BindingData): Promise<void>;

  start?(): Promise<void>;
  stop?(): Promise<void>;

  /**
   * The extension's own API under /runtime/webhooks/{name}. The caller's key has been checked. `handle` returns false
   * for unknown paths.
   */
  readonly webhooks?: {
    readonly name: string;
    /** True when calls need no key. */
    readonly isOpen?: boolean;
    handle(call: { request: IncomingRequest; response: ServerResponse; path: string }): Promise<boolean>;
  };
  /** The extension's section of host.json with defaults, shown under /admin/host/config. */
  readonly config?: { readonly section: string; readonly values: Readonly<Record<string, unknown>> };
}

/** A registered function in the names of the app. */
export interface AppFunction {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  readonly trigger: NamedBinding;
}

export type NamedBinding = Binding & { name: string };

/** Listens for the trigger of one function. */
export interface Listener {
  /** On a reload, start only after the listener of the previous version has ended. */
  readonly startsAfterPrevious?: boolean;
  start(): Promise<void>;
  /** Takes no new work and resolves when what runs has ended. */
  stop(): Promise<void>;
  /** Describes a lasting failure, for instance storage that does not answer; undefined while all is well. */
  problem?(): string | undefined;
  /** Runs the function once, as POST /admin/functions/{name} does; `input` is the text of the request. */
  runManually?(input: string): Promise<void>;
}

/** Values for `{name}` in binding expressions: trigger metadata, route parameters, message properties. */
export type BindingData = Readonly<Record<string, unknown>>;

export interface Invocation {
  /** Generated when absent. */
  readonly invocationId?: string;
  /** Value of the trigger. */
  readonly input: TypedData;
  readonly triggerMetadata: Record<string, TypedData>;
  readonly bindingData: BindingData;
  /** Trace of the caller. */
  readonly traceContext?: TraceContext | undefined;
  readonly retryContext?: RetryContext;
  /** Milliseconds; the host's functionTimeout when absent. */
  readonly timeout?: number;
  /** Event that started it, for the log: `New queue message detected on 'orders'.` */
  readonly reason: string;
  /** Logged with the reason: message id, dequeue count ... */
  readonly details?: Readonly<Record<string, string | number>>;
}

export interface InvocationOutcome {
  readonly invocationId: string;
  readonly returnValue?: TypedData | null | undefined;
  /** Values of the extra outputs by binding name. */
  readonly outputs: ReadonlyMap<string, TypedData>;
  /** True when the handler returned undefined or null. */
  readonly returnsNothing: boolean;
}

/**
 * Invokes a function: reads its inputs, calls it, writes its outputs. Rejects with the function's exception or with a
 * time-out.
 */
export type Invoke = (fn: AppFunction, invocation: Invocation) => Promise<InvocationOutcome>;

/** Returns the bindings of a function in one direction. */
export function bindings(fn: AppFunction, direction: 'in' | 'out'): NamedBinding[] {
  return Object.entries(fn.metadata.bindings)
    .map(([name, binding]) => ({ ...binding, name }))
    .filter((binding) => binding.direction === direction);
}
