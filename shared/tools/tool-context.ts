import type { Storage } from '../azure/storage/storage.ts';

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
