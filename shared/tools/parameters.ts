import * as z from 'zod';
import { messageOf, TerminalError } from '../core/errors.ts';

/** A JSON Schema whose root is an object: the `parameters` of a function in the agent service. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The dialect: agents take JSON Schema; OpenAPI 3.0 has its own (`nullable`, boolean `exclusiveMinimum`). */
type SchemaDialect = 'draft-7' | 'openapi-3.0';

/**
 * Returns the tool's parameters as a JSON schema of the input, without references.
 * @throws TerminalError that names the tool and the field when JSON Schema cannot express it (a date, a map, a cycle)
 */
export function parametersSchema(tool: string, parameters: z.ZodObject, target: SchemaDialect = 'draft-7'): JsonSchema {
  try {
    const { $schema, '~standard': _, ...schema } = toJsonSchema(parameters, target);
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

function toJsonSchema(schema: z.ZodType, target: SchemaDialect): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input', target, reused: 'inline', cycles: 'throw', unrepresentable: 'throw' });
}

/** Returns the deepest field that cannot be converted: zod's error does not name it. */
function unconvertible(schema: z.ZodType, path: readonly string[]): string | undefined {
  const fields = schema instanceof z.ZodObject ? Object.entries(schema.shape) : [];
  for (const [name, field] of fields) {
    try {
      toJsonSchema(field as z.ZodType, 'draft-7');
    } catch {
      const here = [...path, name];
      return unconvertible(field as z.ZodType, here) ?? here.join('.');
    }
  }
  return undefined;
}

/** Problems in one answer: a model corrects a few, and each takes up its context. */
const MOST_PROBLEMS = 8;

/** Returns the problems of a call's arguments in words that a model can act on: the argument and the expected value. */
export function explainIssues(tool: string, error: z.ZodError): string {
  const lines = error.issues.slice(0, MOST_PROBLEMS).map((issue) => `- ${pathOf(issue.path)}: ${issue.message}`);
  const more = error.issues.length - lines.length;
  return [
    `${tool} was not carried out: its arguments are not valid. Correct them and call it again.`,
    ...lines,
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n');
}

/** Returns a path such as `items[2].name`. */
function pathOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the arguments as a whole';
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${String(step)}`))
    .join('');
}
