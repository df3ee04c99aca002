import { ApiError } from '../../core/http/api-error.ts';

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

const STATUS: Readonly<Record<ModelErrorCode, number>> = {
  server_error: 500,
  rate_limit_exceeded: 429,
  invalid_prompt: 400,
};

/** Converts a ModelError to the API error of a request. Returns other errors unchanged. */
export function toApiError(error: unknown): unknown {
  if (!(error instanceof ModelError)) return error;
  const { code, message } = error;
  const headers = code === 'rate_limit_exceeded' ? { 'retry-after': '1', 'retry-after-ms': '1000' } : {};
  return new ApiError(STATUS[code], { code, message, headers });
}
