import type { TableClient, TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import { makeIfMissing } from '../../azure/storage/create-if-missing.ts';
import { type Row, rowsOf } from '../../azure/storage/rows-of.ts';
import { isConflict, isNotFound, isPreconditionFailed } from '../../azure/storage/storage-errors.ts';
import { MAX_TABLE_TRANSACTION } from '../../core/limits.ts';
import { begun } from './begin-turn.ts';
import type { BlobRow, OpenBatch } from './blob-row.ts';
import { noteStore } from './known-stores.ts';
import { type Entry, type Ledger, type Loaded, type Op, type Runner, TakenOver } from './ledger-port.ts';
import { batchOf, entryOf, keysFrom, partitionOf, propertiesOf, RUNNER_KEY, rowOf, runnerOf } from './table-rows.ts';

export const LEDGER_TABLE = 'ingestion';

/** The ledger of one vector store in Table storage. The row `runner` is the fence: every transaction changes it, if nobody else has. */
export class TableLedger implements Ledger {
  readonly #table: TableClient;
  readonly #store: string;
  readonly #partitionKey: string;
  #fence = '';

  constructor(table: TableClient, store: string) {
    this.#table = table;
    this.#store = store;
    this.#partitionKey = partitionOf(store);
  }

  async take(now: number): Promise<{ readonly runner: Runner; readonly loaded: Loaded }> {
    const found = await this.#runner();
    const runner = begun(found === undefined ? {} : runnerOf(found), now);
    const entity = this.#entity(RUNNER_KEY, { ...runner });
    try {
      const { etag } =
        found === undefined
          ? await makeIfMissing(
              () => this.#table.createTable(),
              () => this.#table.createEntity(entity),
            )
          : await this.#table.updateEntity(entity, 'Replace', { etag: found.etag });
      this.#fence = z.string().parse(etag);
    } catch (error) {
      if (isPreconditionFailed(error) || isConflict(error)) throw new TakenOver('Another turn began at the same time.');
      throw error;
    }
    return { runner, loaded: await this.#load() };
  }

  async commit(ops: readonly Op[], runner: Runner): Promise<void> {
    const most = MAX_TABLE_TRANSACTION - 1;
    for (let from = 0; from === 0 || from < ops.length; from += most) {
      await this.#submit(
        ops.slice(from, from + most).map((op) => this.#action(op)),
        runner,
      );
    }
  }

  note(sources: readonly string[]): Promise<void> {
    return noteStore(this.#table, this.#partitionKey, { store: this.#store, sources });
  }

  async inbox(most: number): Promise<readonly Entry[]> {
    const found: Entry[] = [];
    for await (const entity of this.#range('in!')) {
      found.push(entryOf(entity));
      if (found.length >= most) break;
    }
    return found;
  }

  async #submit(actions: readonly TransactionAction[], runner: Runner): Promise<void> {
    const fence: TransactionAction = [
      'update',
      this.#entity(RUNNER_KEY, { ...runner }),
      'Replace',
      { etag: this.#fence },
    ];
    try {
      const { subResponses } = await this.#table.submitTransaction([fence, ...actions]);
      this.#fence = z.string().parse(subResponses[0]?.etag);
    } catch (error) {
      // A row that is missing was taken away by another turn as well.
      if (isPreconditionFailed(error) || isNotFound(error)) throw new TakenOver('Another turn has begun.');
      throw error;
    }
  }

  #action(op: Op): TransactionAction {
    const { rowKey, properties } = propertiesOf(op);
    return properties === undefined
      ? ['delete', { partitionKey: this.#partitionKey, rowKey }]
      : ['upsert', this.#entity(rowKey, properties), 'Replace'];
  }

  #entity(rowKey: string, properties: Record<string, unknown>) {
    return { partitionKey: this.#partitionKey, rowKey, ...properties };
  }

  async #runner(): Promise<Row | undefined> {
    try {
      return await this.#table.getEntity<Record<string, unknown>>(this.#partitionKey, RUNNER_KEY);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #load(): Promise<Loaded> {
    const rows: BlobRow[] = [];
    const batches: OpenBatch[] = [];
    const drops: string[] = [];
    for await (const entity of this.#range('blob!')) rows.push(rowOf(entity));
    for await (const entity of this.#range('batch!')) batches.push(batchOf(entity));
    for await (const entity of this.#range('drop!')) drops.push(String(entity.fileId));
    return { rows, batches, drops };
  }

  #range(prefix: string): AsyncIterable<Row> {
    return entitiesOf(this.#table, this.#partitionKey, prefix);
  }
}

/** Rows of a partition whose keys begin with a word and `!`, in their order; none when there is no table yet. */
export const entitiesOf = (table: TableClient, partitionKey: string, prefix: string): AsyncIterable<Row> =>
  rowsOf(table, keysFrom(partitionKey, prefix));
