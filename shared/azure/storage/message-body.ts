import { parseJson, refuseDeep } from '../../core/json.ts';
import { RequestError } from '../../core/request-error.ts';

/**
 * What a queue message holds: the host may have parsed it, or hands over its text, which is JSON or base64 of JSON.
 * @throws RequestError when it is neither
 */
export function parseMessageBody(body: unknown): unknown {
  if (typeof body !== 'string') return refuseDeep(body);
  // JSON of an object begins with a brace and never looks like base64.
  const isBase64 = body.trim().length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(body.trim());
  const text = isBase64 ? Buffer.from(body, 'base64').toString('utf8') : body;
  try {
    return parseJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError('invalid_json', 'The message is neither JSON nor base64 of JSON.', { status: 400 });
  }
}
