import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import { z } from 'zod';
import { makeIfMissing } from '../../storage/make-if-missing.ts';
import { isConflict, isMissingHome, isNotFound } from '../../storage/storage-errors.ts';

export const RESPONSES_TABLE = 'evaluationresponses';

const row = z.object({ rowKey: z.string(), at: z.number() });

const WAITS = 'w!';
const SEEN = 's!';
const MOST_LISTED = 2_000;

/** Source: Azure Table storage takes 100 entities in a transaction. */
const MOST_IN_TRANSACTION = 100;

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
      await makeIfMissing(
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

  /** Takes away those of one run; again, it changes nothing. At most a hundred: what a transaction holds. */
  async take(rule: string, responses: readonly string[]): Promise<void> {
    const actions: TransactionAction[] = responses.map((response) => [
      'delete',
      { partitionKey: rule, rowKey: `${WAITS}${response}` },
    ]);
    try {
      await this.#table.submitTransaction(actions);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** Takes away all that wait for a rule: they are not evaluated. */
  async drop(rule: string): Promise<void> {
    for (let left = await this.list(rule); left.length > 0; left = await this.list(rule)) {
      while (left.length > 0) await this.take(rule, left.splice(0, MOST_IN_TRANSACTION));
    }
  }

  /** Forgets what was seen before a moment. */
  async forget(rule: string, before: number): Promise<void> {
    const filter = odata`PartitionKey eq ${rule} and RowKey ge ${SEEN} and RowKey lt ${WAITS} and at lt ${before}`;
    for (const { rowKey } of await this.#rows(filter)) await this.#table.deleteEntity(rule, rowKey);
  }

  async #rows(filter: string): Promise<z.infer<typeof row>[]> {
    const found: z.infer<typeof row>[] = [];
    try {
      for await (const entity of this.#table.listEntities({ queryOptions: { filter } })) {
        found.push(row.parse({ ...entity, at: Number(entity.at) }));
        if (found.length === MOST_LISTED) break;
      }
    } catch (error) {
      if (!isMissingHome(error)) throw error;
    }
    return found;
  }
}
