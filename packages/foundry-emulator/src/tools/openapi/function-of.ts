import type { JsonSchema } from '../../core/json-schema.ts';
import type { ModelTool } from '../../model/contract/model.ts';
import type { Operation, Parameter } from './operations.ts';

/** The argument that a request's body is given in. */
export const BODY = 'requestBody';

/** Characters of a function's name. */
const MAX_NAME = 64;

/** Whether a parameter has its preset value, which the model is not asked for. */
export const isPreset = ({ name, schema }: Parameter, presets: readonly string[]): boolean =>
  presets.includes(name) && schema.default !== undefined;

/** How the model calls an operation: parameters and body as arguments. @param presets parameters that have preset values */
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
