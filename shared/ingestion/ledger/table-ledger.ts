import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { isConflict, isNotFound, isPreconditionFailed } from '../../azure/storage/storage-errors.ts';
import { type Row, rowsOf } from '../../azure/storage/table-rows.ts';
import { MAX_TABLE_TRANSACTION } from '../../core/limits.ts';
import type { BlobRow, OpenBatch } from './blob-state.ts';
import {
  LeaseLost,
  type Ledger,
  type Loaded,
  leaseAtStart,
  type Op,
  type PendingEvent,
  type SyncLease,
} from './ledger.ts';
import {
  batchOf,
  keysFrom,
  LEASE_KEY,
  leaseOf,
  partitionOf,
  pendingEventOf,
  propertiesOf,
  rowOf,
} from './table-rows.ts';

export const LEDGER_TABLE = 'Ingestion';

/** The ledger of one vector store in Table storage. The row `lease` is the fence: every transaction updates it, unless another pass has. */
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

  async acquire(now: number): Promise<{ readonly lease: SyncLease; readonly loaded: Loaded }> {
    const found = await this.#lease();
    const lease = leaseAtStart(found === undefined ? {} : leaseOf(found), now);
    const entity = this.#entity(LEASE_KEY, { ...lease });
    try {
      const { etag } =
        found === undefined
          ? await createIfMissing(
              () => this.#table.createTable(),
              () => this.#table.createEntity(entity),
            )
          : await this.#table.updateEntity(entity, 'Replace', { etag: found.etag });
      this.#fence = z.string().parse(etag);
    } catch (error) {
      if (isPreconditionFailed(error) || isConflict(error))
        throw new LeaseLost('Another sync pass began at the same time.');
      throw error;
    }
    return { lease, loaded: await this.#load() };
  }

  async commit(ops: readonly Op[], lease: SyncLease): Promise<void> {
    const most = MAX_TABLE_TRANSACTION - 1;
    for (let from = 0; from === 0 || from < ops.length; from += most) {
      await this.#submit(
        ops.slice(from, from + most).map((op) => this.#action(op)),
        lease,
      );
    }
  }

  recordSources(sources: readonly string[]): Promise<void> {
    return recordStore(this.#table, this.#partitionKey, { store: this.#store, sources });
  }

  async pendingEvents(most: number): Promise<readonly PendingEvent[]> {
    const found: PendingEvent[] = [];
    for await (const entity of this.#range('in!')) {
      found.push(...readable(entity, pendingEventOf));
      if (found.length >= most) break;
    }
    return found;
  }

  async #submit(actions: readonly TransactionAction[], lease: SyncLease): Promise<void> {
    const fence: TransactionAction = [
      'update',
      this.#entity(LEASE_KEY, { ...lease }),
      'Replace',
      { etag: this.#fence },
    ];
    try {
      const { subResponses } = await this.#table.submitTransaction([fence, ...actions]);
      this.#fence = z.string().parse(subResponses[0]?.etag);
    } catch (error) {
      // A missing row was removed by another pass as well.
      if (isPreconditionFailed(error) || isNotFound(error)) throw new LeaseLost('Another sync pass has begun.');
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

  async #lease(): Promise<Row | undefined> {
    try {
      return await this.#table.getEntity<Record<string, unknown>>(this.#partitionKey, LEASE_KEY);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #load(): Promise<Loaded> {
    const rows: BlobRow[] = [];
    const batches: OpenBatch[] = [];
    const drops: string[] = [];
    for await (const entity of this.#range('blob!')) rows.push(...readable(entity, rowOf));
    for await (const entity of this.#range('batch!')) batches.push(...readable(entity, batchOf));
    for await (const entity of this.#range('drop!')) drops.push(String(entity.fileId));
    return { rows, batches, drops };
  }

  #range(prefix: string): AsyncIterable<Row> {
    return entitiesOf(this.#table, this.#partitionKey, prefix);
  }
}

/** A row that this version cannot read holds up no other row; the next scan of its source writes it again. */
function readable<T>(entity: Row, read: (entity: Row) => T): T[] {
  try {
    return [read(entity)];
  } catch {
    return [];
  }
}

/** Returns the rows of a partition whose keys begin with a word and `!`, in order; none while there is no table. */
export const entitiesOf = (table: TableClient, partitionKey: string, prefix: string): AsyncIterable<Row> =>
  rowsOf(table, keysFrom(partitionKey, prefix));

/** The partition that lists every vector store with rows, also those of removed sources. */
const STORES = '!stores';

/** A vector store and the sources of its blobs. */
interface KnownStore {
  readonly store: string;
  readonly sources: readonly string[];
}

const row = z.object({ store: z.string(), sources: z.string() });

/** Records the sources of a vector store. @param partitionKey partition of the vector store */
async function recordStore(table: TableClient, partitionKey: string, { store, sources }: KnownStore): Promise<void> {
  const entity = { partitionKey: STORES, rowKey: partitionKey, store, sources: sources.join(' ') };
  await createIfMissing(
    () => table.createTable(),
    () => table.upsertEntity(entity, 'Replace'),
  );
}

export async function* knownStores(table: TableClient): AsyncIterable<KnownStore> {
  for await (const entity of rowsOf(table, odata`PartitionKey eq ${STORES}`)) {
    const { store, sources } = row.parse(entity);
    yield { store, sources: sources.split(' ').filter((name) => name !== '') };
  }
}
