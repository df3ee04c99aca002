import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { JsonText } from '../history/history-event.ts';
import { type HttpRequest, httpRequest } from '../replay/action.ts';

/** User agent of the real extension. Some servers accept known callers only. */
const USER_AGENT = 'Microsoft.Azure.WebJobs.Extensions.DurableTask/3.14.1';

/** Limits of .NET's HttpClient. */
const MAX_REDIRECTS = 50;
const TIMEOUT_MS = 100_000;

/** Headers of the body. .NET keeps them apart from the response's headers, so `callHttp` does not show them. */
const BODY_HEADERS = /^(allow|content-.*|expires|last-modified)$/i;

/** Headers that .NET knows get its spelling; others keep the server's. */
const KNOWN_HEADERS =
  /^(accept-ranges|age|cache-control|connection|date|etag|keep-alive|location|pragma|proxy-authenticate|retry-after|server|set-cookie|trailer|transfer-encoding|upgrade|vary|via|warning|www-authenticate)$/i;

/** Sends one request of `callHttp` and returns the response as JSON. Rejects when there is no response. */
export async function sendHttp(input: JsonText | null): Promise<JsonText> {
  const request = httpRequest.parse(JSON.parse(input ?? 'null'));
  const headers = await requestHeaders(request);
  let url = new URL(request.uri);
  let method = request.method.toUpperCase();
  let body = request.content ?? undefined;
  for (let redirects = 0; ; redirects++) {
    const response = await exchange(url, method, headers, body);
    const location = response.headers.location;
    const redirected = [301, 302, 303, 307, 308].includes(response.status) && location && redirects < MAX_REDIRECTS;
    if (!redirected)
      return JSON.stringify({ statusCode: response.status, headers: response.shown, content: response.text });
    url = new URL(location, url);
    if (response.status < 307 && method !== 'HEAD') {
      method = 'GET';
      body = undefined;
      delete headers['content-type'];
      delete headers['content-length'];
    }
  }
}

async function requestHeaders(request: HttpRequest): Promise<Record<string, string | string[]>> {
  const headers: Record<string, string | string[]> = { 'user-agent': USER_AGENT };
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (name.toLowerCase() !== 'content-type') headers[name] = value;
    else if (request.content !== undefined && request.content !== null) headers['content-type'] = value;
  }
  if (request.content !== undefined && request.content !== null) {
    headers['content-type'] ??= 'text/plain';
    headers['content-length'] = String(Buffer.byteLength(request.content));
  }
  if (request.tokenSource) headers.authorization = `Bearer ${await token(request.tokenSource.resource)}`;
  return headers;
}

/** Stands for the managed identity, which exists on Azure only: the account that is signed in on this machine. */
async function token(resource: string): Promise<string> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  const scope = resource.endsWith('/.default') ? resource : `${resource.replace(/\/$/, '')}/.default`;
  const { token: value } = await new DefaultAzureCredential().getToken(scope);
  return value;
}

interface Exchanged {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Headers that the orchestrator sees. */
  readonly shown: Record<string, string | string[]>;
  readonly text: string;
}

function exchange(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string | string[]>>,
  body: string | undefined,
): Promise<Exchanged> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method, headers: { ...headers }, signal: AbortSignal.timeout(TIMEOUT_MS) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            shown: shownHeaders(response.rawHeaders),
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function shownHeaders(raw: readonly string[]): Record<string, string | string[]> {
  const shown: Record<string, string | string[]> = {};
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    if (BODY_HEADERS.test(name)) continue;
    const key = KNOWN_HEADERS.test(name) ? dotnetSpelling(name) : name;
    const before = shown[key];
    shown[key] = before === undefined ? value : [before, value].flat();
  }
  return shown;
}

function dotnetSpelling(name: string): string {
  if (/^etag$/i.test(name)) return 'ETag';
  if (/^www-authenticate$/i.test(name)) return 'WWW-Authenticate';
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
