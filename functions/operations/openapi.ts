import { accessSettings } from '../../shared/http/access/access-settings.ts';
import { openApiDocument } from '../../shared/http/openapi.ts';
import { documentedRoutes, httpFunction } from '../http/http-function.ts';

/**
 * Registers `GET /api/openapi.json`: the whole HTTP API. `?tag=tools&version=3.0` is the form that the `openapi` tool of agents accepts.
 */
export function registerOpenApi(): void {
  httpFunction('openApi', {
    method: 'GET',
    route: 'openapi.json',
    access: 'Reader',
    docs: {
      tag: 'operations',
      summary: 'Read the OpenAPI document',
      responses: { 200: { description: 'This document.' } },
    },
    handler: async ({ request }) => {
      const server = new URL('.', request.url).href.replace(/\/$/, '');
      const version = request.query.get('version') === '3.0' ? '3.0' : '3.1';
      const tag = request.query.get('tag') ?? undefined;
      const body = openApiDocument(documentedRoutes(), { server, access: accessSettings(process.env), version, tag });
      return { status: 200, body };
    },
  });
}
