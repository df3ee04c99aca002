import { odata } from '@azure/data-tables';
import * as z from 'zod';
import { rowsOf } from '../../azure/storage/table-rows.ts';
import { RequestError } from '../../core/request-error.ts';
import { parseRequest } from '../../core/validation.ts';
import type { ApiResponse } from '../../http/response.ts';
import { parseBody } from '../../jobs/api/parse-body.ts';
import { withProblems } from '../../jobs/api/with-problems.ts';
import { knownStores } from '../ledger/table-ledger.ts';
import { keysFrom, partitionOf } from '../ledger/table-rows.ts';
import { commandId, type IngestionApi, sourceNamed } from './ingestion-api.ts';

/** A source that is no longer in foundry.config.ts, or belongs to another vector store now. Its files stay until they are cleared. */
interface RemovedSource {
  readonly source: string;
  /** Name of the vector store that has its files. */
  readonly store: string;
  readonly blobs: number;
}

/** Returns the removed sources that still have blobs in the ledger. */
export async function removedSources({ table, sources }: IngestionApi): Promise<readonly RemovedSource[]> {
  const removed: RemovedSource[] = [];
  for await (const { store, sources: names } of knownStores(table)) {
    for (const source of names) {
      if (sources.named(source)?.store === store) continue;
      const filter = `${keysFrom(partitionOf(store), 'blob!')} and ${odata`source eq ${source}`}`;
      let blobs = 0;
      for await (const _ of rowsOf(table, filter, ['rowKey'])) blobs++;
      if (blobs > 0) removed.push({ source, store, blobs });
    }
  }
  return removed;
}

export const clearRequest = z.strictObject({ store: z.string().optional(), dryRun: z.boolean().default(false) });

/**
 * Answers `POST /api/ingestions/{source}/clear`: deletes the files of a removed source at the service; with `store` only those of that vector
 * store, with `dryRun` none. Blobs stay.
 */
export const clearSource = (name: string, body: string, api: IngestionApi): Promise<ApiResponse> =>
  withProblems(async () => {
    const { store, dryRun } = parseRequest(clearRequest, body.trim() === '' ? {} : parseBody(body));
    const removed = (await removedSources(api)).filter(
      (each) => each.source === name && (store === undefined || each.store === store),
    );
    if (removed.length === 0) throw nothingToClear(name, api);
    if (dryRun) return { status: 200, body: { source: name, dryRun, removed } };
    for (const each of removed) {
      await api.poster.write(each.store, { id: commandId(api), kind: 'clear', source: name });
      await api.wake(each.store);
    }
    return { status: 202, body: { source: name, removed } };
  });

function nothingToClear(name: string, api: IngestionApi): RequestError {
  // A source that was never configured gets 404, one that is in use 409.
  sourceNamed(name, api);
  return new RequestError(
    'source_in_use',
    `The source "${name}" is in foundry.config.ts: its files come and go with its blobs. Take it out of there first, and deploy.`,
    { status: 409 },
  );
}
