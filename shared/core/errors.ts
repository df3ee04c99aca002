/** Trying again cannot help: bad input, forbidden, gone. The message is fit to be shown to a model or a caller. */
export class TerminalError extends Error {
  override readonly name: string = 'TerminalError';
}

/** Trying again may help, not before `retryAfter` milliseconds have passed. */
export class RetryableError extends Error {
  override readonly name: string = 'RetryableError';
  readonly retryAfter: number;

  constructor(message: string, retryAfter = 0, options?: ErrorOptions) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}

/** The message of anything thrown, which need not be an Error. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
