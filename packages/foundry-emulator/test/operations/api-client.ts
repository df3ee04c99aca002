import { randomUUID } from 'node:crypto';
import { catalogue, type OperationId } from '../../src/spec/catalogue.ts';
import type { Operation } from '../../src/spec/shapes/operation.ts';

/** A request to one operation. Forms are sent as they are, everything else as JSON. */
export interface ApiRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Served {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** The JSON in it, or nothing. */
  readonly body: Json;
}

// biome-ignore format: one line says it
export interface Json { readonly [field: string]: unknown }

/** Sends any operation of the references by its id, and makes what others need to be there. */
export interface ApiClient {
  readonly send: (id: OperationId, order?: ApiRequest) => Promise<Served>;
  /** The body of an answer that must be a success. */
  readonly made: (id: OperationId, order?: ApiRequest) => Promise<Json>;
  /** Goes on by so much on the emulator's clock, which stands still otherwise. */
  readonly pass: (duration: string) => Promise<void>;
  /** A name that nothing has yet. */
  readonly fresh: (kind: string) => string;
}

/** Makes all that one operation needs, and says how it is called. */
export type Fixture = (api: ApiClient) => ApiRequest | Promise<ApiRequest>;

export const operationOf = (id: OperationId): Operation => {
  const operation = catalogue.find((each) => each.id === id);
  if (!operation) throw new Error(`There is not an operation ${id}.`);
  return operation;
};

const VERSIONS = { foundry: '2025-11-15-preview', 'azure-openai': '2024-10-01-preview' } as const;

/** Endpoints of an emulator in this process or in another. */
interface ServedAt {
  readonly endpoints: { readonly project: string; readonly azureOpenAI: string; readonly admin: string };
}

export function apiClientOf({ endpoints }: ServedAt): ApiClient {
  const send = async (id: OperationId, { params = {}, query = {}, body }: ApiRequest = {}): Promise<Served> => {
    const operation = operationOf(id);
    const base = operation.api === 'foundry' ? endpoints.project : endpoints.azureOpenAI;
    const path = operation.path.replace(/\{([\w-]+)\}/g, (_, name: string) => {
      if (params[name] === undefined) throw new Error(`${id} needs a value for ${name}.`);
      return encodeURIComponent(params[name]);
    });
    const raw = body instanceof FormData;
    const response = await fetch(
      `${base}${path}?${new URLSearchParams({ 'api-version': VERSIONS[operation.api], ...query })}`,
      {
        method: operation.method,
        headers: { 'api-key': 'x', ...(raw ? {} : { 'content-type': operation.media ?? 'application/json' }) },
        ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      },
    );
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    return { status: response.status, type, text, body: type.includes('json') ? JSON.parse(text) : {} };
  };
  return {
    send,
    made: async (id, order) => {
      const { status, text, body } = await send(id, order);
      if (status >= 300) throw new Error(`${id} was refused with ${status}: ${text}`);
      return body;
    },
    pass: async (duration) => {
      await fetch(`${endpoints.admin}/clock`, { method: 'POST', body: JSON.stringify({ advance: duration }) });
    },
    fresh: (kind) => `${kind}-${randomUUID().slice(0, 8)}`,
  };
}

/** The next page of a list in Azure's manner, by the address that the last one named. */
export async function followed(link: string): Promise<Json> {
  const response = await fetch(link, { headers: { 'api-key': 'x' } });
  return (await response.json()) as Json;
}
