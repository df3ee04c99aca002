import type { IncomingMessage } from 'node:http';
import { jsonText } from '../../dotnet/json-text.ts';
import { loadJsonTree } from '../../dotnet/json-tree.ts';
import { readBody } from '../../server/incoming-request.ts';
import { parseQuery } from '../../server/query-string.ts';
import type { DurableFunctions } from '../context/durable-functions.ts';
import type { DurableClient } from '../engine/durable-client.ts';
import type { JsonText } from '../history/history-event.ts';
import type { LinkBase } from './links.ts';

/** A request to the management API. */
export class ManagementCall {
  readonly method: string;
  /** Path below the API's root, decoded, without empty segments. */
  readonly segments: readonly string[];
  /** URL of the request. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly #query: Readonly<Record<string, string>>;
  readonly #message: IncomingMessage;

  constructor(request: { method: string; path: string; query: string; url: string; message: IncomingMessage }) {
    this.method = request.method;
    // Instance ids cannot contain a slash, so an encoded slash separates segments, too.
    this.segments = request.path
      .replace(/%2f/gi, '/')
      .split('/')
      .filter((segment) => segment !== '');
    this.url = request.url;
    this.headers = request.message.headers;
    this.#message = request.message;
    const query = parseQuery(request.query);
    this.#query = Object.fromEntries(Object.entries(query).map(([name, value]) => [name.toLowerCase(), value]));
  }

  /** Scheme, host and port that the caller used. */
  get origin(): string {
    return new URL(this.url).origin;
  }

  query(name: string): string | undefined {
    return this.#query[name.toLowerCase()];
  }

  /** True, false, or undefined for any other text. */
  flag(name: string): boolean | undefined {
    const value = this.query(name)?.trim().toLowerCase();
    return value === 'true' ? true : value === 'false' ? false : undefined;
  }

  /** A whole number as .NET's int.TryParse reads it; undefined for other text. */
  wholeNumber(name: string): number | undefined {
    const value = this.query(name)?.trim() ?? '';
    return /^[+-]?\d+$/.test(value) ? Number(value) : undefined;
  }

  /** A number; undefined for other text. */
  number(name: string): number | undefined {
    const value = this.query(name)?.trim() ?? '';
    return /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  }

  /** A time in milliseconds; undefined for other text. */
  time(name: string): number | undefined {
    const value = Date.parse(this.query(name) ?? '');
    return Number.isNaN(value) ? undefined : value;
  }

  get isJson(): boolean {
    const type = this.#message.headers['content-type'] ?? '';
    return type.split(';')[0]?.trim().toLowerCase() === 'application/json';
  }

  async body(): Promise<string> {
    const bytes = await readBody(this.#message, true);
    return Buffer.from(bytes ?? []).toString('utf8');
  }
}

/**
 * Returns JSON in stored form: without white space, numbers as they were written.
 * @throws SyntaxError
 */
export function storedJson(text: string): JsonText {
  return jsonText(loadJsonTree(text), 'asText', 'compact');
}

export interface ApiServices {
  readonly client: DurableClient;
  readonly functions: DurableFunctions;
  readonly hubName: string;
  /** Returns the base of the API's URLs for the host name that the caller used. */
  readonly links: (call: ManagementCall) => LinkBase;
}
