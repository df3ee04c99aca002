import type { AgentTool } from './agent-tool.ts';

/** Where a tool's HTTP twin is, below the app's route prefix. */
export const toolRoute = (tool: Pick<AgentTool, 'name'>) => `tools/${tool.name}`;

/**
 * One OpenAPI 3.0 document for the HTTP twins of all tools: what the agents' `openapi` tool takes (3.0, with operation ids).
 * `server` is the base of the routes, for instance `https://APP.azurewebsites.net/api`.
 */
export function openApiDocument(tools: readonly AgentTool[], server: string): Readonly<Record<string, unknown>> {
  return {
    openapi: '3.0.3',
    info: {
      title: 'Agent tools',
      version: '1.0.0',
      description: 'The tools of this app, for agents that call them over HTTP.',
    },
    servers: [{ url: server }],
    security: [{ functionKey: [] }],
    paths: Object.fromEntries(tools.map((tool) => [`/${toolRoute(tool)}`, { post: operation(tool) }])),
    components: {
      securitySchemes: { functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' } },
      schemas: { Answer: answer, Failure: failure },
    },
  };
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
      422: response('The tool cannot do this; the message says why.', 'Failure'),
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

function response(description: string, schema: 'Answer' | 'Failure') {
  return { description, content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } };
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}
