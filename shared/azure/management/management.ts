import type { TokenCredential } from '@azure/identity';
import { getClient } from '@azure-rest/core-client';
import * as z from 'zod';
import { TerminalError } from '../../core/errors.ts';
import { isLoopback } from '../../core/loopback.ts';
import { timedHttpClient } from '../client-timeouts.ts';
import { azureCredential, localCredential } from '../identity/credential.ts';

const PUBLIC_CLOUD = 'https://management.azure.com';

const RETRIES = 2;

/** Azure refused, or does not know what it was asked for. `status` is its HTTP status. */
export class ManagementError extends TerminalError {
  override readonly name = 'ManagementError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What is read of Azure's management API. Nothing here changes anything: the one POST only shows settings. */
export interface Management {
  read<T>(id: string, version: string, shape: z.ZodType<T>): Promise<T>;
  /** Every page of a list. */
  list<T>(id: string, version: string, shape: z.ZodType<T>, filter?: string): Promise<readonly T[]>;
  /** What is only shown on request, such as the settings of an app. */
  reveal<T>(id: string, version: string, shape: z.ZodType<T>): Promise<T>;
}

/**
 * Azure's management API by the official REST client; AZURE_RESOURCE_MANAGER_URL names that of another cloud.
 * @throws TerminalError when that is no https URL
 */
export function management(env: NodeJS.ProcessEnv): Management {
  const url = (env.AZURE_RESOURCE_MANAGER_URL || PUBLIC_CLOUD).replace(/\/+$/, '');
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new TerminalError(`AZURE_RESOURCE_MANAGER_URL must be an https URL such as ${PUBLIC_CLOUD}, the default.`);
  }
  const credential: TokenCredential = isLoopback(new URL(url).hostname) ? localCredential : azureCredential();
  const client = getClient(url, credential, {
    httpClient: timedHttpClient(),
    credentials: { scopes: [`${url}/.default`] },
    retryOptions: { maxRetries: RETRIES, retryDelayInMs: 200, maxRetryDelayInMs: 3_000 },
  });
  const ask = async <T>(method: 'get' | 'post', id: string, queryParameters: object, shape: z.ZodType<T>) => {
    const path = client.pathUnchecked(id);
    const answer = await path[method]({
      queryParameters: { ...queryParameters },
    });
    return understood(id, answer, shape);
  };
  return {
    read: (id, version, shape) => ask('get', id, { 'api-version': version }, shape),
    reveal: (id, version, shape) => ask('post', id, { 'api-version': version }, shape),
    list: async (id, version, shape, filter) => {
      const query = { 'api-version': version, ...(filter === undefined ? {} : { $filter: filter }) };
      const pages = page(shape);
      const items: z.infer<typeof shape>[] = [];
      let found = await ask('get', id, query, pages);
      items.push(...found.value);
      // A token goes where the list began and nowhere else.
      while (found.nextLink?.startsWith(`${url}/`)) {
        const next = new URL(found.nextLink);
        found = await ask('get', next.pathname, Object.fromEntries(next.searchParams), pages);
        items.push(...found.value);
      }
      return items;
    },
  };
}

const page = <T>(item: z.ZodType<T>) => z.object({ value: z.array(item), nextLink: z.string().optional() });

const refusal = z.object({ error: z.object({ code: z.string().optional(), message: z.string().optional() }) });

function understood<T>(id: string, answer: { status: string; body: unknown }, shape: z.ZodType<T>): T {
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
    `Azure's answer for ${id} is not as it was foreseen: ${z.prettifyError(error ?? new z.ZodError([]))}`,
  );
}
