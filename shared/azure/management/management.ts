import type { TokenCredential } from '@azure/identity';
import { getClient } from '@azure-rest/core-client';
import * as z from 'zod';
import { TerminalError } from '../../core/errors.ts';
import { isLoopback } from '../../core/loopback.ts';
import { timedHttpClient } from '../client-timeouts.ts';
import { azureCredential, localCredential } from '../credential.ts';

const PUBLIC_CLOUD = 'https://management.azure.com';

const RETRIES = 2;

/** Azure refused a request or does not know the resource. `status` is the HTTP status. */
export class ManagementError extends TerminalError {
  override readonly name = 'ManagementError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A client of Azure's management API. */
export interface Management {
  get<T>(id: string, version: string, shape: z.ZodType<T>): Promise<T>;
  /** Returns every page of a list. */
  list<T>(id: string, version: string, shape: z.ZodType<T>, query?: object): Promise<readonly T[]>;
  /** Calls an action, for instance the one that shows the settings of an app. */
  post<T>(id: string, version: string, shape: z.ZodType<T>): Promise<T>;
  /** Deletes a resource, or starts its deletion; a missing one is ignored. */
  delete(id: string, version: string): Promise<void>;
}

/**
 * Opens the management API with the official REST client; AZURE_RESOURCE_MANAGER_URL names that of another cloud.
 * @param signedIn the credential; the identity of this process by default
 * @throws TerminalError when that is not an https URL
 */
export function management(env: NodeJS.ProcessEnv, signedIn?: TokenCredential): Management {
  const url = (env.AZURE_RESOURCE_MANAGER_URL || PUBLIC_CLOUD).replace(/\/+$/, '');
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new TerminalError(`AZURE_RESOURCE_MANAGER_URL must be an https URL such as ${PUBLIC_CLOUD}, the default.`);
  }
  const credential = signedIn ?? managementCredential(env);
  const client = getClient(url, credential, {
    httpClient: timedHttpClient(),
    credentials: { scopes: [`${url}/.default`] },
    retryOptions: { maxRetries: RETRIES, retryDelayInMs: 200, maxRetryDelayInMs: 3_000 },
  });
  const request = async <T>(method: 'get' | 'post', id: string, queryParameters: object, shape: z.ZodType<T>) => {
    const path = client.pathUnchecked(id);
    const answer = await path[method]({
      queryParameters: { ...queryParameters },
    });
    return parseAnswer(id, answer, shape);
  };
  return {
    get: (id, version, shape) => request('get', id, { 'api-version': version }, shape),
    post: (id, version, shape) => request('post', id, { 'api-version': version }, shape),
    delete: async (id, version) => {
      const answer = await client.pathUnchecked(id).delete({ queryParameters: { 'api-version': version } });
      if (answer.status !== '404') parseAnswer(id, { ...answer, body: answer.body ?? {} }, z.unknown());
    },
    list: async (id, version, shape, query = {}) => {
      const pages = page(shape);
      const items: z.infer<typeof shape>[] = [];
      let found = await request('get', id, { 'api-version': version, ...query }, pages);
      items.push(...found.value);
      // The token is sent to the host of the first page only.
      while (found.nextLink?.startsWith(`${url}/`)) {
        const next = new URL(found.nextLink);
        found = await request('get', next.pathname, Object.fromEntries(next.searchParams), pages);
        items.push(...found.value);
      }
      return items;
    },
  };
}

/** The credential for the management API; servers on this machine get a local token. */
export function managementCredential(env: NodeJS.ProcessEnv): TokenCredential {
  const url = env.AZURE_RESOURCE_MANAGER_URL || PUBLIC_CLOUD;
  return URL.canParse(url) && isLoopback(new URL(url).hostname) ? localCredential : azureCredential();
}

const page = <T>(item: z.ZodType<T>) => z.object({ value: z.array(item), nextLink: z.string().nullish() });

const refusal = z.object({ error: z.object({ code: z.string().optional(), message: z.string().optional() }) });

function parseAnswer<T>(id: string, answer: { status: string; body: unknown }, shape: z.ZodType<T>): T {
  const status = Number(answer.status);
  if (status < 200 || status >= 300) {
    const { code, message } = refusal.safeParse(answer.body).data?.error ?? {};
    throw new ManagementError(
      status,
      `Azure answers ${status} for ${id}: ${[code, message].filter(Boolean).join(': ')}`,
    );
  }
  const { data, error } = shape.safeParse(answer.body);
  if (data !== undefined) return data;
  throw new TerminalError(
    `Azure's answer for ${id} has an unexpected form: ${z.prettifyError(error ?? new z.ZodError([]))}`,
  );
}
