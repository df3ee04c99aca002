import { parseJson, refuseDeep } from '../../core/json.ts';
import { RequestError } from '../../core/request-error.ts';

/**
 * Parses the body of a queue message: a value that the host has parsed, or a text, which is JSON or base64 of JSON.
 * @throws RequestError when it is neither
 */
export function parseMessageBody(body: unknown): unknown {
  if (typeof body !== 'string') return refuseDeep(body);
  // JSON of an object begins with a brace and never looks like base64. As in the host's decoder, white space does not count.
  const compact = body.replace(/[ \t\r\n]/g, '');
  const isBase64 = compact.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(compact);
  const text = isBase64 ? Buffer.from(compact, 'base64').toString('utf8') : body;
  try {
    return parseJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError('invalid_json', 'The message is neither JSON nor base64 of JSON.', { status: 400 });
  }
}
