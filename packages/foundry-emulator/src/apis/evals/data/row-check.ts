import { Ajv, type ValidateFunction } from 'ajv';
import { messageOf } from '../../../../../../shared/core/errors.ts';
import type { DataSourceConfig } from '../objects/eval.ts';

/** Says what is wrong with a row's item, or `undefined`. */
export type RowCheck = (item: unknown) => string | undefined;

/**
 * The check of rows by an eval's schema; without a schema every row is right.
 * @throws SyntaxError when the schema is none
 */
export function rowCheck(config: DataSourceConfig): RowCheck {
  if (config.type !== 'custom') return () => undefined;
  const validate = compile(config.item_schema);
  return (item) => {
    if (validate(item)) return undefined;
    const [error] = validate.errors ?? [];
    const field = error?.instancePath.replaceAll('/', '.') ?? '';
    return `item${field} ${error?.message ?? 'does not fit the schema'}`;
  };
}

function compile(schema: object): ValidateFunction {
  const { $schema: _, ...rest } = schema as Record<string, unknown>;
  try {
    return new Ajv({ strict: false, validateFormats: false }).compile(rest);
  } catch (cause) {
    throw new SyntaxError(`item_schema is no JSON Schema: ${messageOf(cause)}.`, { cause });
  }
}
