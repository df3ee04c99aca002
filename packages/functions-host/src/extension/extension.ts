import type { ServerResponse } from 'node:http';
import type { IncomingRequest } from '../server/incoming-request.ts';
import type { Binding, FunctionMetadata, RetryContext, TraceContext, TypedData } from '../worker/core-types.ts';

/**
 * How trigger and binding types plug into the host. A type (http, queue, timer, later the durable ones) is one folder that
 * makes a `HostExtension`; the host itself knows none of them by name.
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
  /** Makes the functions indexed since `beginIndexing` the ones in use. */
  activate?(): void;
  /** Checks an output or input binding at start-up. @throws IndexingError */
  check?(fn: AppFunction, binding: NamedBinding): void;
  /** The value of an input binding before an invocation. */
  read?(fn: AppFunction, binding: NamedBinding, data: BindingData): Promise<TypedData | undefined>;
  /** Writes what an invocation gave to an output binding (its return value or an extra output). */
  write?(fn: AppFunction, binding: NamedBinding, value: TypedData, data: BindingData): Promise<void>;

  start?(): Promise<void>;
  stop?(): Promise<void>;

  /** Its own API under /runtime/webhooks/{name}; who may call it has been checked. `handle` gives false for unknown paths. */
  readonly webhooks?: {
    readonly name: string;
    handle(call: { request: IncomingRequest; response: ServerResponse; path: string }): Promise<boolean>;
  };
  /** Its section of host.json as it is in force, defaults filled in; shown under /admin/host/config. */
  readonly config?: { readonly section: string; readonly values: Readonly<Record<string, unknown>> };
}

/** One registered function with the names the app gave it. */
export interface AppFunction {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  readonly trigger: NamedBinding;
}

export type NamedBinding = Binding & { name: string };

/** Listens for the trigger of one function. */
export interface Listener {
  /** On a reload: start only when the listener of the previous version has ended what it ran. */
  readonly startsAfterPrevious?: boolean;
  start(): Promise<void>;
  /** Takes no new work and resolves when what runs has ended. */
  stop(): Promise<void>;
  /** Describes a lasting failure, for instance storage that does not answer; undefined while all is well. */
  problem?(): string | undefined;
  /** Runs the function once, as POST /admin/functions/{name} does; `input` is the text of the request. */
  runManually?(input: string): Promise<void>;
}

/** Values that `{name}` in binding expressions can name: trigger metadata, route parameters, message properties. */
export type BindingData = Readonly<Record<string, unknown>>;

export interface Invocation {
  /** Made by the host when absent. */
  readonly invocationId?: string;
  /** The trigger's value. */
  readonly input: TypedData;
  readonly triggerMetadata: Record<string, TypedData>;
  readonly bindingData: BindingData;
  /** The trace that the caller belongs to, if it says so. */
  readonly traceContext?: TraceContext | undefined;
  readonly retryContext?: RetryContext;
  /** Given up after this many milliseconds; the host's functionTimeout when absent. */
  readonly timeout?: number;
  /** Why it runs, for the log: `New queue message detected on 'orders'.` */
  readonly reason: string;
  /** Shown in the log beside the reason: message id, dequeue count ... */
  readonly details?: Readonly<Record<string, string | number>>;
}

export interface InvocationOutcome {
  readonly invocationId: string;
  readonly returnValue?: TypedData | null | undefined;
  /** Values of the extra outputs that the function set, by the names of their bindings. */
  readonly outputs: ReadonlyMap<string, TypedData>;
  /** The handler gave undefined or null. */
  readonly returnsNothing: boolean;
}

/** Invokes a function: reads its inputs, calls it, writes its outputs. Rejects with what the function threw, or with a timeout. */
export type Invoke = (fn: AppFunction, invocation: Invocation) => Promise<InvocationOutcome>;

/** The bindings of a function in one direction, each with its name. */
export function bindings(fn: AppFunction, direction: 'in' | 'out'): NamedBinding[] {
  return Object.entries(fn.metadata.bindings)
    .map(([name, binding]) => ({ ...binding, name }))
    .filter((binding) => binding.direction === direction);
}
