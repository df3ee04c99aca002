import { z } from 'zod';

/** As much of an OpenAPI document as shows that it is one; the rest is checked when it is read. */
const document = z.looseObject({
  openapi: z.string('must be there: OpenAPI 3.0 and 3.1 are served').regex(/^3\.[01]\./, 'must be 3.0 or 3.1'),
  paths: z.record(z.string(), z.unknown()),
});

/** The `openapi` tool as requests and agents have it. */
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
