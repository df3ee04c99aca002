export type ModelErrorCode = 'server_error' | 'rate_limit_exceeded' | 'invalid_prompt';

/** The model failed during its turn. Code and message become the `error` of the response. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
