import type { ConsoleConfig } from './console-config.ts';
import { hasToken, tokenFor } from './sign-in.ts';

/** The service refused a request. `message` names cause and remedy. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws ApiError when the page's server does not describe itself */
export async function loadConfig(): Promise<ConsoleConfig> {
  const response = await fetch('config.json', { headers: { accept: 'application/json' } });
  if (!response.ok)
    throw new ApiError(response.status, 'The server did not say how this console is set up. Reload the page.');
  return (await response.json()) as ConsoleConfig;
}

/** Calls one HTTP API on the page's own origin. */
export interface Api {
  get<Body>(path: string, signal?: AbortSignal): Promise<Body>;
  /** @param headers for instance an `Idempotency-Key` */
  send<Body>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Body>;
}

/** @param base path the API begins with, without a trailing slash */
export function apiAt(base: string, config: ConsoleConfig): Api {
  async function request(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (config.auth !== 'none') {
      const token = await tokenFor(config);
      if (config.auth === 'key') headers.set('x-functions-key', token);
      else headers.set('authorization', `Bearer ${token}`);
    }
    const response = await fetch(`${base}${path}`, { ...init, headers, credentials: 'same-origin' }).catch(
      (error: unknown) => {
        if (init.signal?.aborted) throw error;
        throw new ApiError(0, 'The server does not answer. Is the platform running?');
      },
    );
    if (!response.ok) throw new ApiError(response.status, await problemOf(response));
    return response;
  }
  return {
    get: async <Body>(path: string, signal?: AbortSignal) =>
      (await (
        await request(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) })
      ).json()) as Body,
    send: async <Body>(method: string, path: string, body?: unknown, extra: Record<string, string> = {}) => {
      const headers = { accept: 'application/json', 'content-type': 'application/json', ...extra };
      const response = await request(path, { method, headers, body: body === undefined ? '{}' : JSON.stringify(body) });
      const text = await response.text();
      return (text === '' ? undefined : JSON.parse(text)) as Body;
    },
  };
}

/** Reads the remedy from problem+json, from an error body of the emulator, or from plain text. */
async function problemOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as {
      detail?: string;
      title?: string;
      error?: { message?: string };
      errors?: readonly { field?: string; message?: string }[];
    };
    const fields = (body.errors ?? []).map(({ field, message }) => `${field}: ${message}`).join('; ');
    return [body.detail ?? body.error?.message ?? body.title ?? `Status ${response.status}`, fields]
      .filter(Boolean)
      .join(' ');
  } catch {
    if (response.status === 401 && !hasToken()) return 'Sign in first.';
    return text.slice(0, 300) || `The server answered with status ${response.status}.`;
  }
}
