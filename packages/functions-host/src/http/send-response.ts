import type { ServerResponse } from 'node:http';
import type { Log } from '../core/log.ts';
import type { RpcHttp } from '../worker/core-types.ts';
import { negotiate } from './content-negotiation.ts';
import { cookieHeader } from './cookies.ts';

const NO_BODY = [204, 304];

/**
 * Sends the response of a function without streaming.
 * @throws Error before anything is sent when a header is invalid
 */
export function sendResponse(response: ServerResponse, answer: RpcHttp, log: Log): void {
  const status = Number(answer.statusCode ?? 200);
  const negotiated = answer.enableContentNegotiation === true ? negotiate(answer) : undefined;
  if (negotiated?.status === 406) {
    response.writeHead(406, { ...answer.headers, 'content-length': 0 }).end();
    return;
  }
  const body = negotiated?.body ?? answer.body?.bytes ?? answer.body?.string ?? '';
  response.statusCode = status;
  for (const [name, value] of Object.entries({ ...answer.headers, ...negotiated?.headers })) {
    response.setHeader(name, checked(name, value));
  }
  for (const cookie of negotiated ? [] : (answer.cookies ?? []))
    response.appendHeader('set-cookie', cookieHeader(cookie));
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const mayHaveBody = !NO_BODY.includes(status) && response.req.method !== 'HEAD';
  const declared = Number(response.getHeader('content-length') ?? size);
  if (mayHaveBody && declared !== size && (size === 0 || declared < size)) {
    throw new Error(
      `The function set content-length to ${declared} for a body of ${size} bytes; Azure answers 500 for that.`,
    );
  }
  if (size === 0) {
    if (!NO_BODY.includes(status) && !response.hasHeader('content-length')) response.setHeader('content-length', 0);
    response.end();
    return;
  }
  if (response.hasHeader('transfer-encoding')) {
    // The real host leaves the framing to the function, and clients cannot read the response.
    log.warning('The function set transfer-encoding itself: as on Azure, no client will be able to read its response.');
    response.flushHeaders();
    response.chunkedEncoding = false;
  }
  if (mayHaveBody && declared > size) {
    // The client waits for more bytes than there are. As on Azure, the connection breaks.
    response.write(body, () => response.destroy());
    return;
  }
  response.write(body);
  response.end();
}

/** @throws Error for characters that the real host's server refuses; the response is then a 500 */
function checked(name: string, value: string): string {
  if (/^[\t\x20-\x7e]*$/.test(value)) return value;
  throw new Error(
    `The response header ${name} contains a character outside of printable ASCII; Azure answers 500 for it.`,
  );
}
