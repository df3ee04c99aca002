import { Ajv, type ValidateFunction } from 'ajv';
import { messageOf } from '../../../../../../shared/core/errors.ts';
import { isRecord } from '../../../core/json-schema.ts';
import type { DataSourceConfig } from '../objects/eval.ts';

/** Returns what is wrong with a row's item, or `undefined`. */
export type RowCheck = (item: unknown) => string | undefined;

/**
 * Returns the check of rows by an eval's schema; without a schema every row passes.
 * @throws SyntaxError when the schema is not a JSON Schema
 */
export function rowCheck(config: DataSourceConfig): RowCheck {
  if (config.type !== 'custom') return () => undefined;
  const validate = compile(config.item_schema);
  return (given) => {
    const item = withoutNulls(given, config.item_schema);
    if (validate(item)) return undefined;
    const [error] = validate.errors ?? [];
    const field = error?.instancePath.replaceAll('/', '.') ?? '';
    return `item${field} ${error?.message ?? 'does not fit the schema'}`;
  };
}

/** A null stands for a missing field where the schema does not require the field. */
function withoutNulls(value: unknown, schema: unknown): unknown {
  if (!isRecord(value) || !isRecord(schema)) return value;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const kept = Object.entries(value).filter(([name, field]) => field !== null || required.includes(name));
  return Object.fromEntries(kept.map(([name, field]) => [name, withoutNulls(field, properties[name])]));
}

function compile(schema: object): ValidateFunction {
  const { $schema: _, ...rest } = schema as Record<string, unknown>;
  try {
    return new Ajv({ strict: false, validateFormats: false }).compile(rest);
  } catch (cause) {
    throw new SyntaxError(`item_schema is not a JSON Schema: ${messageOf(cause)}.`, { cause });
  }
}
