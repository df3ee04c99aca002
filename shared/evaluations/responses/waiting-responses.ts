import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { isConflict } from '../../azure/storage/storage-errors.ts';
import { deleteRows, deleteWhere, rowsOf } from '../../azure/storage/table-rows.ts';

export const RESPONSES_TABLE = 'EvaluationResponses';

const row = z.object({ rowKey: z.string(), at: z.number() });

const WAITS = 'w!';
const SEEN = 's!';

/** Rows that one look reads: more than may wait for long, so that what is too much is seen. */
const MOST_LISTED = 5_000;

/** Responses that wait for a run, by rule, and those that were seen: a response told of twice is evaluated once. */
export class WaitingResponses {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /** @param at milliseconds since 1970 */
  async add(rule: string, response: string, at: number): Promise<void> {
    const actions: TransactionAction[] = [WAITS, SEEN].map((prefix) => [
      'create',
      { partitionKey: rule, rowKey: `${prefix}${response}`, at },
    ]);
    try {
      await createIfMissing(
        () => this.#table.createTable(),
        () => this.#table.submitTransaction(actions),
      );
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }

  /** Those of a rule that wait, the oldest first. */
  async list(rule: string): Promise<string[]> {
    const rows = await this.#rows(odata`PartitionKey eq ${rule} and RowKey ge ${WAITS}`);
    return rows.toSorted((a, b) => a.at - b.at).map(({ rowKey }) => rowKey.slice(WAITS.length));
  }

  /** Takes away those of one run; again, it changes nothing. */
  async take(rule: string, responses: readonly string[]): Promise<void> {
    const rows = responses.map((response) => `${WAITS}${response}`);
    await deleteRows(this.#table, rule, rows);
  }

  /** Takes away all that wait for a rule: they are not evaluated. */
  async drop(rule: string): Promise<void> {
    await deleteWhere(this.#table, odata`PartitionKey eq ${rule} and RowKey ge ${WAITS}`);
  }

  /** Forgets what was seen before a moment. */
  async forget(rule: string, before: number): Promise<void> {
    const filter = odata`PartitionKey eq ${rule} and RowKey ge ${SEEN} and RowKey lt ${WAITS} and at lt ${before}`;
    await deleteWhere(this.#table, filter);
  }

  async #rows(filter: string): Promise<z.infer<typeof row>[]> {
    const found: z.infer<typeof row>[] = [];
    for await (const entity of rowsOf(this.#table, filter)) {
      found.push(row.parse({ ...entity, at: Number(entity.at) }));
      if (found.length === MOST_LISTED) break;
    }
    return found;
  }
}
