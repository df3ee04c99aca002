import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ApiError, badRequest } from './api-error.ts';

/** Bytes a JSON body may have: well above the longest conversation that the services take. */
const MAX_JSON_BYTES = 32 * 1024 * 1024;

/** `application/json`, and its relatives such as `application/merge-patch+json`. */
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/**
 * Reads a body as JSON; an empty one is `undefined`.
 * @throws ApiError 400 when it is not JSON, 413 when it is too long, 415 when it says that it is something else
 */
export async function readJson(stream: Readable, headers: IncomingHttpHeaders): Promise<unknown> {
  const type = headers['content-type'];
  if (type !== undefined && !JSON_TYPE.test(type)) {
    throw new ApiError(415, {
      code: 'unsupported_media_type',
      message: `The body is sent as '${type}'. Send it as 'application/json'.`,
      param: 'content-type',
    });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed with the loop, so that the rest can be thrown away and the connection be used again.
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_JSON_BYTES) {
      throw new ApiError(413, {
        code: 'request_too_large',
        message: `The body is longer than ${MAX_JSON_BYTES} bytes, the most that a JSON body may have.`,
      });
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`The body is not valid JSON: ${(error as Error).message}.`);
  }
}
