import type { ServerResponse } from 'node:http';

export function replyEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': 0 }).end();
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
