import type { IncomingMessage } from 'node:http';
import { decodePath, encodePath } from './url-path.ts';

/** A received request. */
export interface IncomingRequest {
  readonly method: string;
  /** Decoded, dot segments resolved; begins with a slash. */
  readonly path: string;
  /** Query without the question mark, undecoded. */
  readonly query: string;
  /** Names in lower case, repeated headers joined. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absolute URL that the app sees. */
  readonly url: string;
  /** Underlying request, for its body. */
  readonly message: IncomingMessage;
}

/** A request that is refused before a function is looked up. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly status: 400 | 413 | 414 | 431 | 500;

  constructor(status: RefusedRequest['status']) {
    super(`The request is refused with status ${status}.`);
    this.status = status;
  }
}

/** Largest request line and largest total of headers, in bytes. Source: Kestrel's limits. */
const MAX_REQUEST_LINE = 8192;
const MAX_HEADERS = 32_768;
/** Largest body in bytes. Source: Azure Functions HTTP trigger, "Limits" (100 MB). */
export const MAX_BODY = 104_857_600;
/**
 * A body that arrives more slowly is refused: by Kestrel's `MinRequestBodyDataRate`, 240 bytes a second after five seconds of
 * grace. The host then answers 500, as its server throws while it reads the body (seen with the real host 4.1037).
 */
const LEAST_BYTES_PER_SECOND = 240;
const GRACE_MS = 5_000;
const LOOK_EVERY_MS = 500;

/** @throws RefusedRequest when the request exceeds the real host's limits, or a header is not UTF-8 */
export function readRequest(message: IncomingMessage): IncomingRequest {
  const { method = 'GET', url: target = '/' } = message;
  if (Buffer.byteLength(`${method} ${target} HTTP/1.1\r\n`) > MAX_REQUEST_LINE) throw new RefusedRequest(414);
  if (message.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0) > MAX_HEADERS) throw new RefusedRequest(431);
  if (Number(message.headers['content-length'] ?? 0) > MAX_BODY) throw new RefusedRequest(413);

  const [, rawPath = '/', query = ''] = /^(?:https?:\/\/[^/?]*)?([^?]*)\??(.*)$/s.exec(target) ?? [];
  const path = decodePath(rawPath === '' ? '/' : rawPath);
  if (path.includes('\0')) throw new RefusedRequest(400);
  const headers = readHeaders(message.rawHeaders);
  const host = headers.host ?? '127.0.0.1';
  const url = `http://${host}${encodePath(path)}${query === '' ? '' : `?${query}`}`;
  return { method, path, query, headers, url, message };
}

/**
 * Reads the whole body; undefined when there is none. A body without Content-Length is ignored unless `chunked` is set.
 */
export async function readBody(message: IncomingMessage, chunked: boolean): Promise<Uint8Array | undefined> {
  const hasBody =
    Number(message.headers['content-length'] ?? 0) > 0 || message.headers['transfer-encoding'] !== undefined;
  if (!hasBody || (message.headers['content-length'] === undefined && !chunked)) {
    message.resume();
    return undefined;
  }
  const bytes = await arrived(message);
  return bytes.byteLength === 0 ? undefined : bytes;
}

/** @throws RefusedRequest 413 for too many bytes, 500 for a body that arrives too slowly; the rest is not read */
async function arrived(message: IncomingMessage): Promise<Uint8Array> {
  const begun = performance.now();
  const chunks: Buffer[] = [];
  let size = 0;
  const slow = Promise.withResolvers<never>();
  slow.promise.catch(() => {});
  const watch = setInterval(() => {
    const ms = performance.now() - begun;
    if (ms > GRACE_MS && size < (ms / 1000) * LEAST_BYTES_PER_SECOND) slow.reject(new RefusedRequest(500));
  }, LOOK_EVERY_MS);
  // The connection stays open for the response.
  const body = message.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const { done, value } = await Promise.race([body.next(), slow.promise]);
      if (done) return Buffer.concat(chunks, size);
      size += value.length;
      if (size > MAX_BODY) throw new RefusedRequest(413);
      chunks.push(value);
    }
  } finally {
    clearInterval(watch);
  }
}

function readHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const value = utf8(raw[at + 1] ?? '');
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ','}${value}`;
  }
  return headers;
}

/**
 * Decodes a header. Node gives header bytes as Latin-1 characters; the real host reads them as UTF-8 and refuses
 * invalid bytes.
 */
function utf8(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    throw new RefusedRequest(400);
  }
}
