import { odata } from '@azure/data-tables';
import * as z from 'zod';
import { listPage, rowsOf } from '../../azure/storage/table-rows.ts';
import { parseRequest } from '../../core/validation.ts';
import type { ApiResponse } from '../../http/response.ts';
import { withProblems } from '../../jobs/api/with-problems.ts';
import { BLOB_EVENTS_QUEUE } from '../events/take-events.ts';
import { unmatchedBlobs } from '../events/unmatched-blobs.ts';
import { type BlobRow, STATUSES } from '../ledger/blob-state.ts';
import type { SyncLease } from '../ledger/ledger.ts';
import { entitiesOf } from '../ledger/table-ledger.ts';
import { batchOf, KEYS, keysFrom, LEASE_KEY, leaseOf, partitionOf, rowOf } from '../ledger/table-rows.ts';
import { type IngestionApi, sourceNamed } from './ingestion-api.ts';
import { removedSources } from './removed-sources.ts';

const LAST_ERRORS = 10;
const MAX_REJECTED = 100;
const MAX_BODY = 8_000;

/** Answers `GET /api/ingestions`: sources, removed sources that still have files, messages without a usable event, and blobs no source matches. */
export const readIngestions = (api: IngestionApi): Promise<ApiResponse> =>
  withProblems(async () => {
    const { items } = await api.letters.list({ queue: BLOB_EVENTS_QUEUE, limit: MAX_REJECTED });
    const rejected = items.map(({ id, code, reason: message, keptAt: at, text }) => ({
      id,
      code,
      message,
      at,
      body: text.slice(0, MAX_BODY),
    }));
    const unmatched = await unmatchedBlobs(api.table);
    const sources = api.sources.sources.map(({ name, store, from, exclude }) => ({ name, store, from, exclude }));
    return { status: 200, body: { sources, removed: await removedSources(api), rejected, unmatched } };
  });

/** Answers `GET /api/ingestions/{source}`: counts, throughput, the time it will take, the last errors. */
export const readIngestion = (name: string, api: IngestionApi): Promise<ApiResponse> =>
  withProblems(async () => {
    const { store } = sourceNamed(name, api);
    const key = partitionOf(store);
    const inBatch = new Set<string>();
    let batches = 0;
    for await (const entity of entitiesOf(api.table, key, 'batch!')) {
      batches++;
      for (const fileId of batchOf(entity).fileIds) inBatch.add(fileId);
    }
    const counts = { pending: 0, uploaded: 0, indexing: 0, indexed: 0, failed: 0 };
    const failures: BlobRow[] = [];
    for await (const entity of entitiesOf(api.table, key, 'blob!')) {
      const row = rowOf(entity);
      if (row.source !== name) continue;
      counts[row.status === 'uploaded' && inBatch.has(row.fileId ?? '') ? 'indexing' : row.status]++;
      if (row.error !== undefined) failures.push(row);
    }
    let pendingEvents = 0;
    for await (const _ of entitiesOf(api.table, key, KEYS.entry(''))) pendingEvents++;
    const { storeId, perMinute, busySince } = await leaseRow(key, api);
    const left = counts.pending + counts.uploaded + counts.indexing + pendingEvents;
    return {
      status: 200,
      body: {
        source: name,
        vectorStore: { name: store, id: storeId },
        counts,
        pendingEvents,
        openBatches: batches,
        isWorking: busySince !== undefined,
        perMinute,
        secondsLeft: left === 0 ? 0 : perMinute ? Math.ceil((left / perMinute) * 60) : undefined,
        lastErrors: failures
          .toSorted((a, b) => b.changedAt - a.changedAt)
          .slice(0, LAST_ERRORS)
          .map(shown),
      },
    };
  });

export const filesQuery = z.object({
  status: z.enum(STATUSES).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().max(200).optional(),
});

/** Answers `GET /api/ingestions/{source}/files?status=&limit=&after=`. */
export const readFiles = (
  name: string,
  query: Readonly<Record<string, string>>,
  api: IngestionApi,
): Promise<ApiResponse> =>
  withProblems(async () => {
    const { store } = sourceNamed(name, api);
    const { status, limit, after } = parseRequest(filesQuery, query);
    const conditions = [
      keysFrom(partitionOf(store), 'blob!'),
      odata`source eq ${name}`,
      ...(after === undefined ? [] : [odata`RowKey gt ${after}`]),
      ...(status === undefined ? [] : [odata`status eq ${status}`]),
    ];
    const { items, ...rest } = await listPage(api.table, conditions.join(' and '), limit, (row) => shown(rowOf(row)));
    return { status: 200, body: { files: items, ...rest } };
  });

const shown = ({ path, status, etag, bytes, fileId, servingId, batch, attempts, error, changedAt }: BlobRow) => ({
  path,
  status,
  etag,
  bytes,
  fileId,
  servingId,
  batch,
  attempts,
  error,
  changedAt: new Date(changedAt),
});

async function leaseRow(key: string, api: IngestionApi): Promise<SyncLease> {
  for await (const row of rowsOf(api.table, odata`PartitionKey eq ${key} and RowKey eq ${LEASE_KEY}`))
    return leaseOf(row);
  return {};
}
