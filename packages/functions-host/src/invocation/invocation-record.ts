/** One invocation that has ended. */
export interface InvocationRecord {
  /** Name of the function. */
  readonly function: string;
  /** Type of its trigger, for instance `queueTrigger`. */
  readonly trigger: string;
  readonly invocationId: string;
  /** Time at which it started. */
  readonly time: Date;
  /** Milliseconds. */
  readonly duration: number;
  /** `lost`: the worker process ended while it ran. */
  readonly outcome: 'succeeded' | 'failed' | 'timedOut' | 'lost';
  /** 1 for the first run: deliveries of the message plus retries. */
  readonly attempt: number;
  /** Event that started it, for instance `GET /api/orders/5`. */
  readonly reason: string;
  /** Status of the HTTP response, unless the response is streamed. */
  readonly status?: number | undefined;
  /** W3C trace id, with telemetry on. */
  readonly traceId?: string | undefined;
  /** Message id, dequeue count, orchestration instance ... */
  readonly details?: Readonly<Record<string, string | number>>;
  /** Error of a failed invocation. Its stack names source files where the app has source maps. */
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string } | undefined;
}
