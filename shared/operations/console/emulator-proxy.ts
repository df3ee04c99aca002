import { RequestError } from '../../core/request-error.ts';
import type { ApiResponse } from '../../http/response.ts';

/** Paths of the emulator's administrative API: words, ids, and slashes. */
const PATH = /^[\w-]+(\/[\w.:-]+)*$/;

const TIMEOUT_MS = 60_000;

interface ProxiedRequest {
  readonly method: string;
  /** Path below `/_emulator/`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly signal: AbortSignal;
}

/**
 * Passes a request of the console on to the emulator, whose certificate no browser trusts.
 * @param origin of the emulator on this machine; undefined on Azure
 * @throws RequestError (404) where no emulator runs, or for a path that the administrative API cannot have
 */
export async function proxyToEmulator(
  origin: string | undefined,
  { method, path, query, body, signal }: ProxiedRequest,
): Promise<ApiResponse> {
  if (origin === undefined)
    throw new RequestError('no_emulator', 'This app works with a real Foundry project: no emulator runs beside it.', {
      status: 404,
    });
  if (!PATH.test(path) || path.split('/').includes('..'))
    throw new RequestError(
      'emulator_path_not_found',
      'The emulator has no such path. docs/emulator/README.md lists them.',
      { status: 404 },
    );
  const response = await fetch(`${origin}/_emulator/${path}${query.size === 0 ? '' : `?${query}`}`, {
    method,
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: body === '' ? '{}' : body }),
  });
  const type = response.headers.get('content-type') ?? 'application/json';
  const content = new Uint8Array(await response.arrayBuffer());
  if (!/\bjson\b/.test(type)) return { status: response.status, headers: { 'content-type': type }, body: content };
  return {
    status: response.status,
    body: content.length === 0 ? undefined : (JSON.parse(new TextDecoder().decode(content)) as unknown),
  };
}
