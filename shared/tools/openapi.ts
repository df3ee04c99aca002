import type { AccessSettings } from '../http/access/access-settings.ts';
import type { AgentTool } from './agent-tool.ts';

/** Returns the route of a tool, below the app's route prefix. */
export const toolRoute = (tool: Pick<AgentTool, 'name'>) => `tools/${tool.name}`;

/**
 * Returns the OpenAPI document of all tools, as the agents' `openapi` tool takes it: version 3.0 with operation ids.
 * @param server base of the routes, for example `https://APP.azurewebsites.net/api`
 */
export function openApiDocument(
  tools: readonly AgentTool[],
  server: string,
  access: AccessSettings = { by: 'key' },
): Readonly<Record<string, unknown>> {
  const schemes = securitySchemes(access);
  return {
    openapi: '3.0.3',
    info: {
      title: 'Agent tools',
      version: '1.0.0',
      description: 'The tools of this app, for agents that call them over HTTP.',
    },
    servers: [{ url: server }],
    security: Object.keys(schemes).map((name) => ({ [name]: [] })),
    paths: Object.fromEntries(tools.map((tool) => [`/${toolRoute(tool)}`, { post: operation(tool) }])),
    components: {
      securitySchemes: schemes,
      schemas: { Answer: answer, Failure: failure, Problem: refusal },
    },
  };
}

/** Returns the security schemes for a setting of HTTP_AUTH. */
export function securitySchemes(access: AccessSettings): Readonly<Record<string, unknown>> {
  if (access.by === 'key') return { functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' } };
  const audience = access.entra.audiences.join(' or ');
  const description = `A token of Entra for ${audience}, with the app role "Agent", "Reader" or "Operator".`;
  return { entra: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description } };
}

function operation(tool: AgentTool) {
  return {
    operationId: tool.name,
    summary: firstSentence(tool.description),
    description: tool.description,
    ...(tool.idempotent ? {} : { parameters: [idempotencyKey] }),
    requestBody: { required: true, content: { 'application/json': { schema: tool.openApiParameters } } },
    responses: {
      200: response('The answer of the tool.', 'Answer'),
      400: response('The arguments do not fit; the message says which and why.', 'Failure'),
      401: problem('The key or token is missing or not valid.'),
      403: problem('The caller does not hold the role "Agent".'),
      413: problem('The body is too large.'),
      422: response('The tool cannot do this; the message says why.', 'Failure'),
      429: problem('Too many calls; see Retry-After.'),
      500: response('It may or may not have been done.', 'Failure'),
      503: response('It was not done and may work later; see Retry-After.', 'Failure'),
    },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A call sent again with the same key is carried out once, and gets the answer of the first.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const answer = {
  type: 'object',
  required: ['value'],
  properties: { value: { description: 'Text, or whatever JSON the tool returns.' } },
};

const failure = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: { type: 'string' }, message: { type: 'string' } },
    },
  },
};

/** A request that is rejected before the tool runs: RFC 9457. */
const refusal = {
  type: 'object',
  required: ['status', 'code', 'detail'],
  properties: { status: { type: 'integer' }, code: { type: 'string' }, detail: { type: 'string' } },
};

function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}

function response(description: string, schema: 'Answer' | 'Failure') {
  return { description, content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } };
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}
