import type { TableClient, TableEntityResult } from '@azure/data-tables';
import { isMissingParent } from './storage-errors.ts';

export type Row = TableEntityResult<Record<string, unknown>>;

/**
 * The rows that a filter finds, in the table's order; none while there is no table yet.
 * @param select the only properties to be read, all without it
 */
export async function* rowsOf(table: TableClient, filter: string, select?: string[]): AsyncGenerator<Row, void> {
  const queryOptions = { filter, ...(select === undefined ? {} : { select }) };
  try {
    yield* table.listEntities<Record<string, unknown>>({ queryOptions });
  } catch (error) {
    if (!isMissingParent(error)) throw error;
  }
}
