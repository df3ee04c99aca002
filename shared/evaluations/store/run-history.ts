import { odata, type TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { isNotFound } from '../../azure/storage/storage-errors.ts';
import { deleteWhere, rowsOf } from '../../azure/storage/table-rows.ts';
import { storageKey } from '../../core/hash.ts';

export const RUNS_TABLE = 'EvaluationRuns';

/** The result of an occurrence, or of several that were skipped together. */
interface RunRecord {
  readonly id: string;
  readonly name: string;
  /** The occurrence, or the last of several. */
  readonly occurrence: Date;
  readonly outcome: 'started' | 'refused' | 'left out';
  readonly job?: string | undefined;
  /** Reason why it was skipped or rejected. */
  readonly reason?: string | undefined;
  /** Number of occurrences, and the first of them. */
  readonly count?: number | undefined;
  readonly first?: Date | undefined;
}

const row = z.object({
  id: z.string(),
  name: z.string(),
  occurrence: z.date(),
  outcome: z.enum(['started', 'refused', 'left out']),
  job: z.string().optional(),
  reason: z.string().optional(),
  count: z.number().optional(),
  first: z.date().optional(),
});

const FAR = 9_999_999_999_999;
const beganAt = (occurrence: Date) => String(FAR - occurrence.getTime()).padStart(13, '0');
const rowKey = ({ id, occurrence }: Pick<RunRecord, 'id' | 'occurrence'>) => `${beganAt(occurrence)}!${storageKey(id)}`;

/** Characters of a stored reason. */
const MOST_REASON = 8_000;

/** The results of all occurrences, by entry, newest first. */
export class RunHistory {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /** Stores a record. Storing it again replaces it. */
  async keep({ reason, ...record }: RunRecord): Promise<void> {
    const properties = { ...record, ...(reason === undefined ? {} : { reason: reason.slice(0, MOST_REASON) }) };
    await createIfMissing(
      () => this.#table.createTable(),
      () => this.#table.upsertEntity({ partitionKey: record.name, rowKey: rowKey(record), ...properties }, 'Replace'),
    );
  }

  async read(name: string, id: string, occurrence: Date): Promise<RunRecord | undefined> {
    try {
      return row.parse(await this.#table.getEntity(name, rowKey({ id, occurrence })));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Deletes older records of all entries. @param until milliseconds since 1970: stops then */
  purge(before: Date, until: number): Promise<number> {
    return deleteWhere(this.#table, odata`RowKey gt ${beganAt(before)}`, until);
  }

  async list(name: string, limit: number): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    for await (const entity of rowsOf(this.#table, odata`PartitionKey eq ${name}`)) {
      found.push(row.parse(entity));
      if (found.length === limit) break;
    }
    return found;
  }
}
