import * as z from 'zod';
import { messageOf, TerminalError } from '../core/errors.ts';

/** A JSON Schema whose root is an object: what the agent service calls a function's parameters. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Which dialect: agents take JSON Schema, an OpenAPI 3.0 document has its own (`nullable`, boolean `exclusiveMinimum`). */
export type SchemaDialect = 'draft-7' | 'openapi-3.0';

/**
 * The tool's parameters as a JSON schema of what a caller sends, references written out.
 * @throws TerminalError naming the tool and the field when zod can check it but JSON schema cannot say it (a date, a map, a cycle ...)
 */
export function parametersSchema(tool: string, parameters: z.ZodObject, target: SchemaDialect = 'draft-7'): JsonSchema {
  try {
    const { $schema, '~standard': _, ...schema } = convert(parameters, target);
    return schema;
  } catch (cause) {
    const field = unconvertible(parameters, []);
    throw new TerminalError(
      `The parameters of tool "${tool}" cannot become a JSON schema${field ? `: "${field}" is the cause` : ''} (${messageOf(cause)}). ` +
        'Use strings, numbers, booleans, enums, arrays and objects; take a date as z.iso.datetime() and convert it in the handler.',
      { cause },
    );
  }
}

function convert(schema: z.ZodType, target: SchemaDialect): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input', target, reused: 'inline', cycles: 'throw', unrepresentable: 'throw' });
}

/** Zod's own error names no field: walk down to the deepest one that fails by itself. */
function unconvertible(schema: z.ZodType, path: readonly string[]): string | undefined {
  const fields = schema instanceof z.ZodObject ? Object.entries(schema.shape) : [];
  for (const [name, field] of fields) {
    try {
      convert(field as z.ZodType, 'draft-7');
    } catch {
      const here = [...path, name];
      return unconvertible(field as z.ZodType, here) ?? here.join('.');
    }
  }
  return undefined;
}
