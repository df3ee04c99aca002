import { isRecord } from '../../core/json-schema.ts';
import { BODY, isPreset } from './function-of.ts';
import type { Operation, Parameter } from './operations.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string | undefined;
}

/**
 * Builds the HTTP request of a call.
 * @param presets parameters with preset values
 * @throws Error that names a missing argument
 */
export function requestOf(
  operation: Operation,
  args: Readonly<Record<string, unknown>>,
  presets: readonly string[],
): HttpRequest {
  const headers = new Headers({ accept: 'application/json, text/*;q=0.9, */*;q=0.1' });
  const query = new URLSearchParams();
  const cookies: string[] = [];
  let { path } = operation;
  for (const parameter of operation.parameters) {
    const { name } = parameter;
    const value = isPreset(parameter, presets) ? parameter.schema.default : args[name];
    if (value === undefined || value === null) {
      if (parameter.required) throw new Error(`The argument "${name}" is missing.`);
      continue;
    }
    if (parameter.in === 'path') path = path.replaceAll(`{${name}}`, segment(name, value));
    else if (parameter.in === 'query') for (const [key, text] of pairs(parameter, value)) query.append(key, text);
    else if (parameter.in === 'header') headers.set(name, simple(value));
    else cookies.push(`${name}=${encodeURIComponent(simple(value))}`);
  }
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
  const url = new URL(`${operation.server}${path}`);
  for (const [key, text] of query) url.searchParams.append(key, text);
  return { method: operation.method, url, headers, body: bodyOf(operation, args[BODY], headers) };
}

/** Encodes a path segment. @throws Error for `.` and `..` */
function segment(name: string, value: unknown): string {
  const text = simple(value, encodeURIComponent);
  if (/^\.{0,2}$/.test(text)) throw new Error(`The argument "${name}" cannot be "${text}".`);
  return text;
}

function bodyOf({ body }: Operation, given: unknown, headers: Headers): string | undefined {
  if (!body) return undefined;
  if (given === undefined) {
    if (body.required) throw new Error(`The argument "${BODY}" is missing.`);
    return undefined;
  }
  headers.set('content-type', body.media);
  if (body.media === 'text/plain') return simple(given);
  if (body.media !== 'application/x-www-form-urlencoded') return JSON.stringify(given);
  const fields = isRecord(given) ? Object.entries(given) : [];
  return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, simple(value)])).toString();
}

/** Encodes a query parameter by its style. Source: OpenAPI 3.1, "Style Values". */
function pairs({ name, style = 'form', explode = style === 'form' }: Parameter, value: unknown): [string, string][] {
  if (Array.isArray(value)) {
    if (explode) return value.map((each): [string, string] => [name, simple(each)]);
    const separator = { spaceDelimited: ' ', pipeDelimited: '|' }[style] ?? ',';
    return [[name, value.map((each) => simple(each)).join(separator)]];
  }
  if (!isRecord(value)) return [[name, simple(value)]];
  if (style === 'deepObject') return Object.entries(value).map(([key, each]) => [`${name}[${key}]`, simple(each)]);
  if (explode) return Object.entries(value).map(([key, each]) => [key, simple(each)]);
  return [[name, simple(value)]];
}

/** Encodes a value in the style "simple"; `encode` is applied to its parts. */
function simple(value: unknown, encode: (text: string) => string = (text) => text): string {
  if (Array.isArray(value)) return value.map((each) => simple(each, encode)).join(',');
  if (!isRecord(value)) return encode(String(value));
  return Object.entries(value)
    .flatMap(([key, each]) => [encode(key), simple(each, encode)])
    .join(',');
}
