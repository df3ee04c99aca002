import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonSchema } from '../json-schema.ts';

/** Every request brings its tools anew: compiled schemas are kept by what they say, so many of them. */
const KEPT_VALIDATORS = 500;
const validators = new Map<string, ValidateFunction | undefined>();

// Schemas are not added to the instance: two tools may well use the same $id.
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  validateFormats: false,
  addUsedSchema: false,
  multipleOfPrecision: 6,
});

/** Names of the top-level properties whose values do not fit the schema. A schema ajv cannot compile faults nothing. */
export function faultsOf(schema: JsonSchema, value: Record<string, unknown>): string[] {
  const validate = validatorOf(schema);
  if (!validate || validate(value)) return [];
  const names = (validate.errors ?? []).map((error) =>
    error.instancePath === '' ? unexpectedProperty(error.params) : (error.instancePath.split('/')[1] ?? ''),
  );
  return [...new Set(names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')))].filter(
    (name) => name in value,
  );
}

/** Whether any value fits a schema. */
export function fits(schema: JsonSchema, value: unknown): boolean {
  return validatorOf(schema)?.(value) ?? true;
}

const unexpectedProperty = (params: Record<string, unknown>) =>
  typeof params.additionalProperty === 'string' ? params.additionalProperty : '';

function validatorOf(schema: JsonSchema): ValidateFunction | undefined {
  const key = JSON.stringify(schema);
  if (!validators.has(key)) {
    const [oldest] = validators.keys();
    if (validators.size >= KEPT_VALIDATORS && oldest !== undefined) validators.delete(oldest);
    validators.set(key, compile(schema));
  }
  return validators.get(key);
}

function compile(schema: JsonSchema): ValidateFunction | undefined {
  try {
    return compileSchema(schema);
  } catch {
    return undefined;
  }
}

/** Compiles a schema once. @throws Error when it is none */
export const compileSchema = (schema: JsonSchema): ValidateFunction => ajv.compile(schema);
