/**
 * The part of the `@azure/functions-core` module that the @azure/functions and durable-functions packages use. The real
 * Node worker supplies that module, which is not published, so its types are declared here.
 */

/** A value between host and worker. Exactly one member is set. */
export interface TypedData {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  stream?: Uint8Array;
  http?: RpcHttp;
  int?: number;
  double?: number;
  collectionString?: { string: string[] };
  collectionBytes?: { bytes: Uint8Array[] };
  collectionDouble?: { double: number[] };
  collectionSint64?: { sint64: (number | string)[] };
}

export interface RpcHttp {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  query?: Record<string, string>;
  nullableHeaders?: Record<string, { value: string }>;
  nullableParams?: Record<string, { value: string }>;
  nullableQuery?: Record<string, { value: string }>;
  statusCode?: string;
  body?: TypedData;
  enableContentNegotiation?: boolean;
  cookies?: RpcHttpCookie[];
}

export interface RpcHttpCookie {
  name?: string;
  value?: string;
  domain?: { value?: string };
  path?: { value?: string };
  expires?: { value?: { seconds?: number; nanos?: number } };
  secure?: { value?: boolean };
  httpOnly?: { value?: boolean };
  sameSite?: number | string;
  maxAge?: { value?: number };
}

/** A registered binding. Further members depend on its type. */
export interface Binding {
  name?: string;
  type: string;
  direction: 'in' | 'out' | 'inout';
  dataType?: string;
  [option: string]: unknown;
}

export interface RetryOptions {
  maxRetryCount?: number;
  retryStrategy?: string | number;
  delayInterval?: { seconds?: number; nanos?: number };
  minimumInterval?: { seconds?: number; nanos?: number };
  maximumInterval?: { seconds?: number; nanos?: number };
}

export interface FunctionMetadata {
  name: string;
  functionId?: string;
  bindings: Record<string, Binding>;
  retryOptions?: RetryOptions | null;
  [option: string]: unknown;
}

export type FunctionCallback = (...args: unknown[]) => unknown;
export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type LogCategory = 'user' | 'system' | 'customMetric';

export interface TraceContext {
  traceParent?: string;
  traceState?: string;
  attributes?: Record<string, string>;
}

export interface RetryContext {
  retryCount?: number;
  maxRetryCount?: number;
  exception?: { source?: string; stackTrace?: string; message?: string };
}

/** Input of an invocation. */
export interface InvocationRequest {
  invocationId: string;
  functionId: string;
  inputData: { name: string; data: TypedData }[];
  triggerMetadata: Record<string, TypedData>;
  traceContext: TraceContext;
  retryContext?: RetryContext;
}

/** Result of an invocation. */
export interface InvocationResponse {
  /**
   * True when the handler returned undefined or null. With HTTP streaming only this distinguishes it from a response
   * that was sent already.
   */
  returnsNothing?: boolean;
  outputData?: { name: string; data: TypedData }[];
  returnValue?: TypedData | null;
}

export interface CoreInvocationContext {
  invocationId: string;
  metadata: FunctionMetadata;
  request: InvocationRequest;
  log(level: LogLevel, category: LogCategory, message: string): void;
  state?: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
}

/** The package's part of an invocation: converts data and calls the handler. */
export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface ProgrammingModel {
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>> | Record<string, string>;
}
