import { z } from 'zod';
import { isRecord } from '../../core/json-schema.ts';

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

/**
 * Checks what the service checks when a tool is created: a document with a version, paths, and an `operationId` for each operation.
 * Other deviations from the OpenAPI schema are accepted, because many published documents have some.
 */
const document = z
  .looseObject(
    {
      openapi: z.string('is missing: OpenAPI 3.0 and 3.1 are served').regex(/^3\.[01]\b/, 'must be 3.0 or 3.1'),
      paths: z.record(z.string(), z.unknown()),
    },
    'must be an OpenAPI document as a JSON object, not a path or a text',
  )
  .superRefine(({ paths }, context) => {
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(isRecord(item) ? item : {}).flatMap(([method, operation]) =>
        METHODS.has(method) ? [{ path, method, operation }] : [],
      ),
    );
    if (operations.length === 0) context.addIssue({ code: 'custom', path: ['paths'], message: 'has no operation' });
    for (const { path, method, operation } of operations) {
      const id = isRecord(operation) ? operation.operationId : undefined;
      if (typeof id !== 'string' || id === '')
        context.addIssue({ code: 'custom', path: ['paths', path, method], message: 'has no operationId' });
    }
  });

/** The `openapi` tool of requests and agents. */
export const openApiDefinition = z.object({
  type: z.literal('openapi'),
  openapi: z.object({
    name: z.string().regex(/^[\w-]{1,64}$/, 'must have 1 to 64 letters, digits, "_" or "-"'),
    description: z.string().nullish(),
    spec: document,
    auth: z.discriminatedUnion('type', [
      z.object({ type: z.literal('anonymous') }),
      z.object({
        type: z.literal('project_connection'),
        security_scheme: z.object({ project_connection_id: z.string() }),
      }),
      z.object({ type: z.literal('managed_identity'), security_scheme: z.object({ audience: z.string() }) }),
    ]),
    default_params: z.array(z.string()).nullish(),
  }),
});

export type OpenApiDefinition = z.infer<typeof openApiDefinition>['openapi'];
