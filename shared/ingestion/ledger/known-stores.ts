import { odata, type TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { makeIfMissing } from '../../azure/storage/create-if-missing.ts';
import { rowsOf } from '../../azure/storage/rows-of.ts';

/** The partition that names all vector stores there are rows of: those of sources that left foundry.config.ts, too. */
const STORES = '!stores';

/** A vector store, and the sources whose blobs it has had. */
export interface KnownStore {
  readonly store: string;
  readonly sources: readonly string[];
}

const row = z.object({ store: z.string(), sources: z.string() });

/** Notes which sources a vector store has blobs of; `partitionKey` is the store's own. */
export async function noteStore(
  table: TableClient,
  partitionKey: string,
  { store, sources }: KnownStore,
): Promise<void> {
  const entity = { partitionKey: STORES, rowKey: partitionKey, store, sources: sources.join(' ') };
  await makeIfMissing(
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
