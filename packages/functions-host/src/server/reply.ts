import type { ServerResponse } from 'node:http';

/** Statuses whose responses have no body and no length. */
const NO_LENGTH = [204, 304];

/** Sends a response without a body. Like the real host's server, it names no length in answers to HEAD. */
export function replyEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = status;
  if (response.req.method === 'HEAD') {
    // Node would add one of the two.
    response.removeHeader('content-length');
    response.removeHeader('transfer-encoding');
  } else if (!NO_LENGTH.includes(status)) response.setHeader('content-length', 0);
  response.end();
}

export function replyText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType?: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const described = { ...headers, 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, contentType ? { 'content-type': contentType, ...described } : described).end(text);
}

export function replyJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers?: Readonly<Record<string, string>>,
): void {
  replyText(response, status, JSON.stringify(value), 'application/json; charset=utf-8', headers);
}
