import { z } from 'zod';
import { newId } from '../core/ids.ts';
import type { JsonSchema } from '../core/json-schema.ts';
import { acceptDefinition, parsedArguments } from './contract/tool-functions.ts';
import type { ToolKind } from './contract/tool-kind.ts';

const definition = z.object({
  type: z.literal('capture_structured_outputs'),
  outputs: z.object({
    name: z.string().regex(/^[\w-]{1,64}$/, 'must have 1 to 64 letters, digits, "_" or "-"'),
    description: z.string(),
    schema: z.custom<JsonSchema>(
      (value) => typeof value === 'object' && value !== null,
      'must be a JSON schema object',
    ),
    strict: z.boolean().nullish(),
  }),
});

/** Stores structured output of the model as an item beside its messages. */
export const structuredOutputsTool: ToolKind = {
  type: 'capture_structured_outputs',
  accept(given, param) {
    const { name, description, schema, strict } = acceptDefinition(definition, given, param).outputs;
    return {
      functions: [{ name, description, parameters: schema, ...(typeof strict === 'boolean' ? { strict } : {}) }],
      begin: () => ({ id: newId('so'), type: 'structured_outputs', name, output: null }),
      run: (call, begun) =>
        Promise.resolve({ item: { ...begun, output: parsedArguments(call) ?? call.arguments }, outputs: [] }),
    };
  },
  recall(item) {
    if (item.type !== 'structured_outputs') return undefined;
    const { output } = item;
    const args = typeof output === 'string' ? output : JSON.stringify(output);
    return [
      { type: 'call', callId: item.id, name: String(item.name ?? 'capture_structured_outputs'), arguments: args },
      { type: 'result', callId: item.id, output: 'Captured.' },
    ];
  },
};
