import type { OpenAPIV3_1 } from 'openapi-types';
import { isRecord, type JsonSchema } from '../../core/json-schema.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;

/** Supported media types of bodies, the preferred first. */
const MEDIA = ['application/json', 'application/x-www-form-urlencoded', 'text/plain'];

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly description: string;
  readonly style: string | undefined;
  readonly explode: boolean | undefined;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Base URL of the server without a trailing slash. */
  readonly server: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly media: string; readonly required: boolean; readonly schema: JsonSchema } | undefined;
  /** Alternative security schemes, by name. */
  readonly security: readonly { readonly key: string; readonly scheme: OpenAPIV3_1.SecuritySchemeObject }[];
}

/** Returns the operations of a dereferenced document. @throws Error when a call would lack something */
export function operationsOf(document: OpenAPIV3_1.Document): Operation[] {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method];
      return item && operation ? [operationOf(document, { path, method }, item, operation)] : [];
    }),
  );
  if (operations.length === 0) throw new Error('It describes no operation.');
  return operations;
}

function operationOf(
  document: OpenAPIV3_1.Document,
  { path, method }: { readonly path: string; readonly method: string },
  item: OpenAPIV3_1.PathItemObject,
  operation: OpenAPIV3_1.OperationObject,
): Operation {
  const id = operation.operationId;
  if (!id) throw new Error(`${method.toUpperCase()} ${path} has no operationId, by which the model could call it.`);
  const own = parametersOf(operation.parameters);
  const shared = parametersOf(item.parameters);
  return {
    id,
    method: method.toUpperCase(),
    path,
    server: serverOf(operation.servers ?? item.servers ?? document.servers),
    description: operation.description ?? operation.summary ?? '',
    // Parameters of the operation override those of the path.
    parameters: [...own, ...shared.filter((each) => !own.some((one) => one.name === each.name && one.in === each.in))],
    body: bodyOf(operation.requestBody, `${method.toUpperCase()} ${path}`),
    security: securityOf(document, operation),
  };
}

const PLACES = ['path', 'query', 'header', 'cookie'];

/** Returns the parameters in known locations. Anything else is ignored, as by the service. */
const parametersOf = (given: OpenAPIV3_1.OperationObject['parameters']): Parameter[] =>
  (Array.isArray(given) ? given : []).map(parameterOf).filter((parameter) => PLACES.includes(parameter.in));

function parameterOf(given: OpenAPIV3_1.ParameterObject | OpenAPIV3_1.ReferenceObject): Parameter {
  if ('$ref' in given) throw new Error(`The parameter ${given.$ref} is not described in the document.`);
  return {
    name: given.name,
    in: given.in as Parameter['in'],
    required: given.required === true,
    schema: plain(given.schema ?? Object.values(given.content ?? {})[0]?.schema),
    description: given.description ?? '',
    style: given.style,
    explode: given.explode,
  };
}

function bodyOf(given: OpenAPIV3_1.OperationObject['requestBody'], where: string): Operation['body'] {
  if (!given) return undefined;
  if ('$ref' in given) throw new Error(`The body ${given.$ref} is not described in the document.`);
  const kinds = Object.keys(given.content);
  const media = MEDIA.find((kind) => kinds.includes(kind)) ?? kinds.find((kind) => /[/+]json(;|$)/.test(kind));
  if (!media) throw new Error(`The body of ${where} is ${kinds.join(', ')}, which cannot be written here.`);
  return { media, required: given.required === true, schema: plain(given.content[media]?.schema) };
}

function serverOf(servers: readonly OpenAPIV3_1.ServerObject[] | undefined): string {
  const [server] = servers ?? [];
  const url = (server?.url ?? '').replace(
    /\{([^}]+)\}/g,
    (_, name: string) => server?.variables?.[name]?.default ?? '',
  );
  if (!URL.canParse(url)) throw new Error('The document has no server: servers[0].url must be an absolute URL.');
  return url.replace(/\/$/, '');
}

function securityOf(document: OpenAPIV3_1.Document, operation: OpenAPIV3_1.OperationObject): Operation['security'] {
  // Microsoft's own sample documents say `schemes`.
  const { securitySchemes, schemes: misspelled } = (document.components ?? {}) as OpenAPIV3_1.ComponentsObject & {
    readonly schemes?: OpenAPIV3_1.ComponentsObject['securitySchemes'];
  };
  const schemes = securitySchemes ?? misspelled ?? {};
  const given = operation.security ?? document.security;
  const wanted = Array.isArray(given) && given.length > 0 ? given : undefined;
  const keys = wanted ? wanted.flatMap((each) => Object.keys(each)) : Object.keys(schemes);
  return keys.flatMap((key) => {
    const scheme = schemes[key];
    return scheme && !('$ref' in scheme) ? [{ key, scheme }] : [];
  });
}

/** Returns a schema without recursive references, which accept anything. */
function plain(schema: unknown): JsonSchema {
  const cut = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(cut);
    if (!isRecord(value)) return value;
    if (typeof value.$ref === 'string') return {};
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cut(each)]));
  };
  return isRecord(schema) ? (cut(schema) as JsonSchema) : {};
}
