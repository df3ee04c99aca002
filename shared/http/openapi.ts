import * as z from 'zod';
import type { AccessSettings } from './access/access-settings.ts';
import type { RequiredAccess } from './access/role.ts';

type Json = Readonly<Record<string, unknown>>;

/** A schema with a name: it stands once under `components` and is referred to by every route that uses it. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: z.ZodType | { readonly '3.1': Json; readonly '3.0': Json };
}

export const named = (name: string, schema: NamedSchema['schema']): NamedSchema => ({ name, schema });

interface DocumentedResponse {
  readonly description: string;
  readonly schema?: NamedSchema;
}

/** Description of a route in the OpenAPI document. */
export interface RouteDocs {
  /** Groups routes: `tools`, `jobs`, `ingestion`, `evaluations` or `operations`. */
  readonly tag: 'tools' | 'jobs' | 'ingestion' | 'evaluations' | 'operations';
  /** Id of the operation; the name of the function by default. */
  readonly operationId?: string;
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  /** The parameters of the query. */
  readonly query?: z.ZodObject;
  /** The JSON body. */
  readonly body?: NamedSchema;
  /** True when the body may be left out. */
  readonly optionalBody?: boolean;
  /** True when the route takes an Idempotency-Key. */
  readonly idempotencyKey?: boolean;
  /** Responses of the route itself, by status. */
  readonly responses: Readonly<Record<number, DocumentedResponse>>;
  /** Rejections beside those that follow from access, path and body, by status: problem+json unless a schema is given. */
  readonly rejections?: Readonly<Record<number, string | DocumentedResponse>>;
}

/** A registered route. */
export interface DocumentedRoute {
  readonly name: string;
  readonly method: string;
  readonly route: string;
  readonly access: RequiredAccess;
  readonly docs: RouteDocs;
}

export interface DocumentOptions {
  /** Base of the routes, for instance `https://APP.azurewebsites.net/api`. */
  readonly server: string;
  readonly access: AccessSettings;
  /** 3.1 by default. The `openapi` tool of agents accepts 3.0. */
  readonly version?: '3.0' | '3.1';
  /** Only the routes of this group. */
  readonly tag?: string | undefined;
}

const TAGS: Readonly<Record<RouteDocs['tag'], string>> = {
  tools: 'The tools of agents, over HTTP.',
  jobs: 'Fine-tuning jobs and evaluation runs.',
  ingestion: 'Blobs that are searchable in vector stores.',
  evaluations: 'Scheduled and continuous evaluations.',
  operations: 'Health and overview of the app.',
};

/** Builds the OpenAPI document of the whole HTTP API from its registered routes. */
export function openApiDocument(routes: readonly DocumentedRoute[], options: DocumentOptions): Json {
  const { server, access, version = '3.1', tag } = options;
  const shown = routes.filter(({ docs }) => tag === undefined || docs.tag === tag);
  const components = new Components(version);
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of shown) {
    const path = `/${route.route.replace('{*path}', '{path}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, options, components) };
  }
  const used = new Set(shown.map(({ docs }) => docs.tag));
  return {
    openapi: version === '3.1' ? '3.1.0' : '3.0.3',
    info: {
      title: 'foundry-functions',
      version: '1.0.0',
      description: 'The HTTP API of this app, built from its registered routes.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: server }],
    security: [{ [schemeName(access)]: [] }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name as RouteDocs['tag']))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: { securitySchemes: { [schemeName(access)]: scheme(access) }, schemas: components.schemas() },
  };
}

const schemeName = ({ by }: AccessSettings) => (by === 'key' ? 'functionKey' : 'entra');

function scheme(access: AccessSettings): Json {
  if (access.by === 'key') return { type: 'apiKey', in: 'header', name: 'x-functions-key' };
  const description = `An access token of Entra for ${access.entra.audiences.join(' or ')}.`;
  return { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description };
}

function operation(route: DocumentedRoute, { access }: DocumentOptions, components: Components): Json {
  const { name, docs } = route;
  const parameters = [
    ...[...route.route.matchAll(/\{\*?(\w+)\??\}/g)].map(([, parameter]) => ({
      name: parameter,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...queryParameters(docs.query, components),
    ...(docs.idempotencyKey ? [IDEMPOTENCY_KEY] : []),
  ];
  const needs = route.access === 'anonymous' ? '' : ` Needs the app role "${route.access}" or "Operator".`;
  return {
    operationId: docs.operationId ?? name,
    tags: [docs.tag],
    summary: docs.summary,
    ...(docs.description === undefined && (needs === '' || access.by === 'key')
      ? {}
      : { description: `${docs.description ?? docs.summary}${access.by === 'entra' ? needs : ''}` }),
    ...(route.access === 'anonymous' ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(docs.body === undefined
      ? {}
      : {
          requestBody: {
            required: !docs.optionalBody,
            content: { 'application/json': { schema: components.reference(docs.body, 'input') } },
          },
        }),
    responses: responses(route, access, components),
  };
}

function responses(route: DocumentedRoute, access: AccessSettings, components: Components): Json {
  const { docs } = route;
  const rejections: Record<number, string | DocumentedResponse> = {
    ...(route.access === 'anonymous' ? {} : { 401: UNAUTHORIZED[access.by] }),
    ...(route.access !== 'anonymous' && access.by === 'entra' ? { 403: 'The caller does not hold the role.' } : {}),
    ...(docs.query === undefined && docs.body === undefined
      ? {}
      : { 400: 'The request is invalid; `errors` names the fields.' }),
    ...(docs.body === undefined ? {} : { 413: 'The body is too large.' }),
    ...(route.route.includes('{') ? { 404: 'The path names nothing that exists.' } : {}),
    429: 'The caller has sent too many requests; see Retry-After.',
    500: 'The app failed; its log has more under the correlation id.',
    503: 'A dependency is not available and nothing was done; see Retry-After.',
    ...docs.rejections,
  };
  return Object.fromEntries([
    ...Object.entries(docs.responses).map(([status, { description, schema }]) => [
      status,
      {
        description,
        ...(schema === undefined
          ? {}
          : { content: { 'application/json': { schema: components.reference(schema, 'output') } } }),
      },
    ]),
    ...Object.entries(rejections)
      .filter(([status]) => !(status in docs.responses))
      .map(([status, rejection]) => [status, rejected(rejection, components)]),
  ]);
}

function rejected(rejection: string | DocumentedResponse, components: Components): Json {
  if (typeof rejection === 'string') {
    // The Functions host checks keys itself and answers without a body.
    if (rejection === UNAUTHORIZED.key) return { description: rejection };
    return {
      description: rejection,
      content: { 'application/problem+json': { schema: components.reference(PROBLEM, 'output') } },
    };
  }
  const { description, schema } = rejection;
  return {
    description,
    ...(schema === undefined
      ? {}
      : { content: { 'application/json': { schema: components.reference(schema, 'output') } } }),
  };
}

const UNAUTHORIZED = {
  key: 'The function key is missing or wrong.',
  entra: 'The access token is missing or not valid.',
} as const;

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A request that is sent again with the same key is carried out once. The key of another request is rejected.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function queryParameters(query: z.ZodObject | undefined, components: Components): Json[] {
  if (query === undefined) return [];
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: components.inline(schema as z.ZodType, 'input'),
  }));
}

/** RFC 9457. */
const PROBLEM = named(
  'Problem',
  z.object({
    type: z.string(),
    title: z.string().meta({ description: 'Reason phrase of the status.' }),
    status: z.int(),
    code: z.string().meta({ description: 'For programs.' }),
    detail: z.string().meta({ description: 'Cause and remedy.' }),
    errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
  }),
);

/** The named schemas that the routes of one document use. */
class Components {
  readonly #version: '3.0' | '3.1';
  readonly #schemas = new Map<string, unknown>();

  constructor(version: '3.0' | '3.1') {
    this.#version = version;
  }

  reference({ name, schema }: NamedSchema, io: 'input' | 'output'): Json {
    if (!this.#schemas.has(name)) {
      this.#schemas.set(name, schema instanceof z.ZodType ? this.inline(schema, io) : schema[this.#version]);
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** Rules that JSON Schema cannot express, such as "exactly one of these fields", are named by the problem of a wrong request. */
  inline(schema: z.ZodType, io: 'input' | 'output'): unknown {
    const target = this.#version === '3.1' ? 'draft-2020-12' : 'openapi-3.0';
    const { $schema, ...rest } = z.toJSONSchema(schema, { target, io, unrepresentable: 'any', reused: 'inline' });
    return rest;
  }

  schemas(): Json {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
