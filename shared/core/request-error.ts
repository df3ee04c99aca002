import { TerminalError } from './errors.ts';

/** One invalid field of a request and the reason. */
export interface ProblemDetail {
  /** Path of the field, for instance `method.dpo` or `data.items[3]`. */
  readonly field: string;
  readonly problem: string;
}

export interface RequestErrorOptions {
  /** HTTP status of the response; 422 by default. */
  readonly status?: number;
  /** The invalid fields, when the request has some. */
  readonly details?: readonly ProblemDetail[];
  /** Headers of the response, for instance `retry-after` or `www-authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * A request that cannot be carried out. The caller must change it before sending it again.
 *
 * @example
 * throw new RequestError('blob_not_found', `There is no blob ${path}. Upload it first.`, { status: 404 });
 */
export class RequestError extends TerminalError {
  override readonly name = 'RequestError';
  /** Stable identifier for programs, for instance `blob_not_found`. */
  readonly code: string;
  readonly status: number;
  readonly details: readonly ProblemDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    { status = 422, details = [], headers = {}, cause }: RequestErrorOptions = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.status = status;
    this.details = details;
    this.headers = headers;
  }

  get reason(): { readonly code: string; readonly message: string } {
    return { code: this.code, message: this.message };
  }
}
