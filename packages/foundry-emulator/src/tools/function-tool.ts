import { z } from 'zod';
import { badRequest } from '../core/http/api-error.ts';
import { newId } from '../core/ids.ts';
import type { JsonSchema } from '../core/json-schema.ts';
import { formatFault } from '../model/contract/strict-schema.ts';
import { acceptDefinition } from './contract/tool-functions.ts';
import type { ToolKind } from './contract/tool-kind.ts';

const definition = z.object({
  type: z.literal('function'),
  name: z.string().regex(/^[\w-]{1,64}$/, 'must have 1 to 64 letters, digits, "_" or "-"'),
  description: z.string().nullish(),
  parameters: z.custom<JsonSchema>((value) => typeof value === 'object').nullish(),
  strict: z.boolean().nullish(),
});

/** Functions of the client: the response ends with the call, and the client sends the output in its next request. */
export const functionTool: ToolKind = {
  type: 'function',
  accept(given, param) {
    const { name, description, parameters, strict } = acceptDefinition(definition, given, param);
    const schema = parameters ?? { type: 'object', properties: {} };
    const fault = formatFault(schema, strict);
    if (fault) throw badRequest(`Invalid schema for function '${name}': ${fault}`, `${param}.parameters`);
    return {
      functions: [
        {
          name,
          description: description ?? '',
          parameters: schema,
          ...(typeof strict === 'boolean' ? { strict } : {}),
        },
      ],
      begin: ({ callId }) => ({
        id: newId('fc'),
        type: 'function_call',
        status: 'in_progress',
        call_id: callId,
        name,
        arguments: '',
      }),
    };
  },
  recall(item) {
    if (item.type === 'function_call') {
      return [
        { type: 'call', callId: String(item.call_id), name: String(item.name), arguments: String(item.arguments) },
      ];
    }
    if (item.type !== 'function_call_output') return undefined;
    const output = typeof item.output === 'string' ? item.output : JSON.stringify(item.output);
    return [{ type: 'result', callId: String(item.call_id), output }];
  },
};
