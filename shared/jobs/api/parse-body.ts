import { parseJson } from '../../core/json.ts';
import { RequestError } from '../../core/request-error.ts';

/** Bytes a request's body may have. Ours: rows beyond the inline limit belong into a blob. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;
const MAX_KEY_LENGTH = 255;

/** @throws RequestError when the body is too large, empty or no JSON object */
export function parseBody(text: string): Record<string, unknown> {
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw new RequestError(
      'body_too_large',
      `The body is larger than ${MAX_BODY_BYTES} bytes. Put the rows into a blob and name it.`,
      {
        status: 413,
      },
    );
  }
  if (text.trim() === '') {
    throw invalid(
      'The body is empty. Send the request as JSON, with a Content-Length: a chunked body does not arrive.',
    );
  }
  let body: unknown;
  try {
    body = parseJson(text);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw invalid('The body is not JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('The body must be a JSON object.');
  return { ...body };
}

/** The header Idempotency-Key. @throws RequestError when it cannot be one */
export function idempotencyKey(header: string | null): string | undefined {
  if (header === null) return undefined;
  if (header === '' || header.length > MAX_KEY_LENGTH) {
    throw new RequestError('invalid_header', `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters.`, {
      status: 400,
    });
  }
  return header;
}

const invalid = (message: string) => new RequestError('invalid_json', message, { status: 400 });
