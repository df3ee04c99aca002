import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonSchema } from '../json-schema.ts';
import { belowRoot } from './below-root.ts';

/** Every request brings its schemas anew: what was compiled is kept by what they say, so many of them. */
const KEPT_VALIDATORS = 500;

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

const unexpectedProperty = (params: Record<string, unknown>) =>
  typeof params.additionalProperty === 'string' ? params.additionalProperty : '';

/** Compiles schemas, and keeps what came of it; undefined for one that is none. */
export function compiledOnce(
  compile: (schema: JsonSchema) => ValidateFunction,
): (schema: JsonSchema) => ValidateFunction | undefined {
  const validators = new Map<string, ValidateFunction | undefined>();
  return (schema) => {
    const key = JSON.stringify(schema);
    if (!validators.has(key)) {
      const [oldest] = validators.keys();
      if (validators.size >= KEPT_VALIDATORS && oldest !== undefined) validators.delete(oldest);
      validators.set(key, unlessFaulty(compile, schema));
    }
    return validators.get(key);
  };
}

function unlessFaulty(compile: (schema: JsonSchema) => ValidateFunction, schema: JsonSchema) {
  try {
    return compile(schema);
  } catch {
    return undefined;
  }
}

/** Compiles a schema once. @throws Error when it is none */
export const compileSchema = (schema: JsonSchema): ValidateFunction =>
  ajv.compile(JSON.stringify(schema).includes('"$ref":"#"') ? belowRoot(schema, schema) : schema);

const validatorOf = compiledOnce(compileSchema);

/** Whether a schema is one. */
export const isSchema = (schema: JsonSchema): boolean => validatorOf(schema) !== undefined;
