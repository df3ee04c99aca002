import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { JsonSchema } from '../../json-schema.ts';
import { belowRoot } from '../below-root.ts';
import { compiledOnce } from '../schema-check.ts';

const ajv = new Ajv({ strict: false, addUsedSchema: false, logger: false, multipleOfPrecision: 6 });
addFormats.default(ajv);
const validatorOf = compiledOnce((schema): ValidateFunction => ajv.compile(schema));

/** Whether a value fits a part of a schema, whose references lead into the whole. What cannot be compiled is fitted by anything. */
export function fitsWithin(root: JsonSchema, part: JsonSchema, value: unknown): boolean {
  const schema = JSON.stringify(part).includes('"$ref"') ? belowRoot(part, root) : part;
  return validatorOf(schema)?.(value) ?? true;
}
