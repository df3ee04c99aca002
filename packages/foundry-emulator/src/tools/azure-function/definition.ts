import { z } from 'zod';
import type { JsonSchema } from '../../core/json-schema.ts';
import { faultOfEndpoint, faultOfQueueName } from '../../core/storage/binding-faults.ts';

const storageQueue = z.object({
  queue_name: z.string().superRefine((name, context) => complain(context, faultOfQueueName(name))),
  queue_service_endpoint: z.string().superRefine((endpoint, context) => complain(context, faultOfEndpoint(endpoint))),
});

const binding = z.object({ type: z.literal('storage_queue'), storage_queue: storageQueue });

/** The `azure_function` tool of agents and responses. */
export const azureFunctionTool = z.object({
  type: z.literal('azure_function'),
  azure_function: z.object({
    function: z.object({
      name: z.string().regex(/^[\w-]{1,64}$/, 'must have 1 to 64 letters, digits, "_" or "-"'),
      description: z.string().default(''),
      parameters: z.custom<JsonSchema>(
        (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
        'must be a JSON schema object',
      ),
    }),
    input_binding: binding,
    output_binding: binding,
  }),
});

export type AzureFunctionTool = z.infer<typeof azureFunctionTool>;
export type QueueBinding = z.infer<typeof storageQueue>;

function complain(context: z.RefinementCtx, fault: string | undefined): void {
  if (fault) context.addIssue({ code: 'custom', message: fault });
}
