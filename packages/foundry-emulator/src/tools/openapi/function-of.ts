import type { JsonSchema } from '../../core/json-schema.ts';
import type { ModelTool } from '../../model/contract/model.ts';
import type { Operation, Parameter } from './operations.ts';

/** Argument that holds the request body. */
export const BODY = 'requestBody';

/** Maximum characters of a function name. */
const MAX_NAME = 64;

/** True if a parameter has a default that the model does not see (`default_params`). */
export const isPreset = ({ name, schema }: Parameter, presets: readonly string[]): boolean =>
  presets.includes(name) && schema.default !== undefined;

/** Converts an operation to a function with parameters and body as arguments. @param presets parameters with preset values */
export function functionOf(tool: string, operation: Operation, presets: readonly string[]): ModelTool {
  const { id, description, parameters, body } = operation;
  const asked = parameters.filter((parameter) => !isPreset(parameter, presets));
  const properties: Record<string, JsonSchema> = Object.fromEntries(
    asked.map(({ name, schema, description: about }) => [
      name,
      about === '' ? schema : { description: about, ...schema },
    ]),
  );
  if (body) properties[BODY] = body.schema;
  const required = asked.filter((parameter) => parameter.required).map(({ name }) => name);
  return {
    name: `${tool}_${id}`.replace(/[^\w-]/g, '_').slice(0, MAX_NAME),
    description,
    parameters: { type: 'object', properties, required: body?.required ? [...required, BODY] : required },
  };
}
