import { ApiError } from '../../core/http/api-error.ts';
import { ModelError, type ModelErrorCode } from './model-error.ts';

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
