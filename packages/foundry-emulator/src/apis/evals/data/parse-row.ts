import { messageOf } from '../../../../../../shared/core/errors.ts';
import { isRecord } from '../../../core/json-schema.ts';
import type { Row } from '../objects/data-source.ts';

/**
 * Parses a line of a data file: `{ "item": {...}, "sample": {...} }`, or the item itself, as in the service's datasets.
 * @throws SyntaxError when the line is neither
 */
export function parseRow(text: string): Row {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`it is not valid JSON (${messageOf(cause)})`, { cause });
  }
  if (!isRecord(row)) throw new SyntaxError('it is not a JSON object');
  if (!isRecord(row.item)) return { item: row };
  return isRecord(row.sample) ? { item: row.item, sample: row.sample } : { item: row.item };
}
