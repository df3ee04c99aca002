import type { ErrorShape } from '../../spec/shapes/operation.ts';
import type { ApiError, ApiErrorDetails } from './api-error.ts';

type Envelope = (error: ApiError, requestId: string) => Record<string, unknown>;

/** The body of an error, as the operation's API writes it. */
export function errorEnvelope(shape: ErrorShape, error: ApiError, requestId: string): { error: unknown } {
  return { error: envelopes[shape](error, requestId) };
}

const envelopes: Readonly<Record<ErrorShape, Envelope>> = {
  ApiErrorResponse: ({ status, details }, requestId) => ({
    ...openAIError(status, details),
    details: (details.details ?? []).map((detail) => openAIError(status, detail)),
    additionalInfo: { request_id: requestId },
  }),
  'Azure.Core.Foundations.ErrorResponse': ({ details }) => ({
    ...azureError(details),
    details: (details.details ?? []).map(azureError),
  }),
  errorResponse: ({ status, details }) => openAIError(status, details),
  dalleErrorResponse: ({ status, details }) => openAIError(status, details),
};

const openAIError = (status: number, { code, message, param, inner }: ApiErrorDetails) => ({
  code,
  message,
  param: param ?? null,
  type: typeOf(status),
  // The reference says inner_error, the service innererror: who looks for either shall find it.
  ...(inner === undefined ? {} : { inner_error: inner, innererror: inner }),
});

const azureError = ({ code, message, param }: ApiErrorDetails) => ({
  code: pascalCase(code),
  message,
  ...(param === undefined ? {} : { target: param }),
});

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

const pascalCase = (code: string): string =>
  code.replace(/(^|_)([a-z])/g, (_, _separator, letter: string) => letter.toUpperCase());
