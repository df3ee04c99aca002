import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { isRecord, type JsonSchema } from '../../core/json-schema.ts';

/** Compiled schemas kept per validator. Requests repeat their schemas, and compiling one takes as long as the rest of the request. */
const MAX_COMPILED = 500;

type Compiled = { readonly validate: ValidateFunction } | { readonly fault: string };

/** `addUsedSchema: false` because two tools may use the same `$id`. */
const OPTIONS: Options = { strict: false, addUsedSchema: false, logger: false, multipleOfPrecision: 6 };

/** Checks the names and structure of arguments; formats are hints to the model. */
const argumentSchemas = schemaCompiler({ ...OPTIONS, allErrors: true, validateFormats: false });
/** Checks values completely, formats included. */
const valueSchemas = schemaCompiler(OPTIONS);

/** Returns why a schema cannot be compiled, or undefined for a valid schema. */
export function schemaFault(schema: JsonSchema): string | undefined {
  const compiled = argumentSchemas(schema);
  return 'fault' in compiled ? compiled.fault : undefined;
}

/**
 * Returns the names of the top-level properties whose values violate the schema.
 * A schema that cannot be compiled accepts everything.
 */
export function faultsOf(schema: JsonSchema, value: Record<string, unknown>): string[] {
  const compiled = argumentSchemas(schema);
  if ('fault' in compiled || compiled.validate(value)) return [];
  const names = (compiled.validate.errors ?? []).map((error) =>
    error.instancePath === '' ? unexpectedProperty(error.params) : (error.instancePath.split('/')[1] ?? ''),
  );
  return [...new Set(names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')))].filter(
    (name) => name in value,
  );
}

/** True if a value satisfies a part of a schema. A schema that cannot be compiled accepts everything. */
export function fitsWithin(root: JsonSchema, part: JsonSchema, value: unknown): boolean {
  const compiled = valueSchemas(part === root || !hasReference(part) ? part : belowRoot(part, root));
  return 'fault' in compiled || compiled.validate(value);
}

const unexpectedProperty = (params: Record<string, unknown>) =>
  typeof params.additionalProperty === 'string' ? params.additionalProperty : '';

/** Compiles each schema once and keeps the results of the last `MAX_COMPILED`, keyed by content. */
function schemaCompiler(options: Options): (schema: JsonSchema) => Compiled {
  const dialects = new Map<typeof Ajv, Ajv>();
  const cache = new Map<string, Compiled>();
  const ajvOf = (schema: JsonSchema): Ajv => {
    const Dialect = dialectOf(schema);
    const existing = dialects.get(Dialect);
    if (existing) return existing;
    const created = new Dialect(options);
    if (options.validateFormats !== false) addFormats.default(created);
    dialects.set(Dialect, created);
    return created;
  };
  return (schema) => {
    const key = JSON.stringify(schema);
    const known = cache.get(key);
    if (known) return known;
    const compiled = compile(ajvOf(schema), schema);
    const [oldest] = cache.keys();
    if (cache.size >= MAX_COMPILED && oldest !== undefined) cache.delete(oldest);
    cache.set(key, compiled);
    return compiled;
  };
}

function compile(ajv: Ajv, schema: JsonSchema): Compiled {
  // The dialect is chosen by class. A `$schema` that ajv does not know makes it throw, and the services ignore the keyword.
  const { $schema: _dialect, $id: id, ...plain } = schema;
  // The id of a dialect's own schema would replace that schema in ajv.
  const own = typeof id === 'string' && !id.includes('json-schema.org') ? { $id: id, ...plain } : plain;
  const given = JSON.stringify(own).includes('"$ref":"#"') ? belowRoot(own, own) : own;
  try {
    return { validate: ajv.compile(given) };
  } catch (error) {
    return { fault: `${messageOf(error)}.` };
  } finally {
    // ajv keeps each schema object it has seen for ever, and returns nothing for one that failed before.
    ajv.removeSchema(given);
  }
}

/** JSON Schema dialects by `$schema`. Without one, draft-07 accepts the most; `prefixItems` exists in 2020-12 only. */
function dialectOf(schema: JsonSchema): typeof Ajv {
  const { $schema } = schema;
  if (typeof $schema === 'string') {
    if ($schema.includes('2020-12')) return Ajv2020 as typeof Ajv;
    return $schema.includes('2019-09') ? (Ajv2019 as typeof Ajv) : Ajv;
  }
  return JSON.stringify(schema).includes('"prefixItems"') ? (Ajv2020 as typeof Ajv) : Ajv;
}

const hasReference = (part: JsonSchema): boolean => JSON.stringify(part).includes('"$ref"');

/**
 * Returns a part of a schema as a schema of its own, with the root moved into its definitions.
 * References to `#` then point at `#/$defs/root`: ajv does not resolve `#` in schemas that it does not store.
 */
function belowRoot(part: JsonSchema, root: JsonSchema): JsonSchema {
  const { $schema } = root;
  return { ...($schema === undefined ? {} : { $schema }), ...rebased(part), $defs: { root: rebased(root) } };
}

const rebased = ({ $schema: _dialect, $id: _id, ...schema }: JsonSchema): JsonSchema => rebase(schema) as JsonSchema;

function rebase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rebase);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === '$ref' && typeof inner === 'string' ? inner.replace(/^#/, '#/$defs/root') : rebase(inner),
    ]),
  );
}
