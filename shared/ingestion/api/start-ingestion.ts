import * as z from 'zod';
import { parseRequest } from '../../core/validation.ts';
import type { ApiResponse } from '../../http/response.ts';
import { parseBody } from '../../jobs/api/parse-body.ts';
import { withProblems } from '../../jobs/api/with-problems.ts';
import type { BlobRow } from '../ledger/blob-state.ts';
import { difference, indexFingerprint, withAttributes } from '../ledger/index-fingerprint.ts';
import { entitiesOf } from '../ledger/table-ledger.ts';
import { partitionOf, rowOf } from '../ledger/table-rows.ts';
import type { ListedBlob } from '../service/blobs.ts';
import type { Source } from '../sources/source.ts';
import { attributesOf } from '../sources/source.ts';
import { placesOf } from '../sources/source-map.ts';
import { within } from '../sync/scan.ts';
import { commandId, type IngestionApi, sourceNamed } from './ingestion-api.ts';

export const startRequest = z.strictObject({
  source: z.string(),
  /** Only blobs whose name, without the container, begins with this. */
  prefix: z.string().max(1024).default(''),
  dryRun: z.boolean().default(false),
});

/** Answers `POST /api/ingestions`: scans all blobs of a source. With `dryRun` it returns only what would happen. */
export const startIngestion = (body: string, base: string, api: IngestionApi): Promise<ApiResponse> =>
  withProblems(async () => {
    const { source: name, prefix, dryRun } = parseRequest(startRequest, parseBody(body));
    const source = sourceNamed(name, api);
    if (dryRun) return { status: 200, body: { source: name, prefix, dryRun, ...(await foresee(source, prefix, api)) } };
    await api.poster.write(source.store, { id: commandId(api), kind: 'scan', source: name, prefix, repair: false });
    await api.wake(source.store);
    return { status: 202, headers: { location: `${base}/ingestions/${name}` }, body: { source: name, prefix } };
  });

export const retryRequest = z.strictObject({ path: z.string().optional() });

/** Answers `POST /api/ingestions/{source}/retry`: tries failed blobs again; with `path` only that blob. */
export const retryFailed = (name: string, body: string, base: string, api: IngestionApi): Promise<ApiResponse> =>
  withProblems(async () => {
    const source = sourceNamed(name, api);
    const { path } = parseRequest(retryRequest, body.trim() === '' ? {} : parseBody(body));
    const only = path === undefined ? {} : { path };
    await api.poster.write(source.store, { id: commandId(api), kind: 'retry', source: name, ...only });
    await api.wake(source.store);
    return { status: 202, headers: { location: `${base}/ingestions/${name}` }, body: { source: name, ...only } };
  });

/** Compares container, ledger and vector store of every source, for the nightly timer. */
export async function reconcileAll(api: IngestionApi): Promise<void> {
  for (const { name, store } of api.sources.sources) {
    await api.poster.write(store, { id: commandId(api, name), kind: 'scan', source: name, prefix: '', repair: true });
  }
  for (const store of api.sources.stores) await api.wake(store);
}

/** Example paths in a response. */
const EXAMPLES = 20;

/** Counts what a scan would do. `toLabel` and `toCut` are unchanged blobs whose configuration changed: nothing is uploaded for them. */
async function foresee(source: Source, prefix: string, { sources, table, blobs }: IngestionApi) {
  const { name, store } = source;
  const rows = new Map<string, BlobRow>();
  for await (const entity of entitiesOf(table, partitionOf(store), 'blob!')) {
    const row = rowOf(entity);
    if (row.source === name && row.path.slice(row.path.indexOf('/') + 1).startsWith(prefix)) rows.set(row.path, row);
  }
  const found = { new: 0, changed: 0, unchanged: 0, toLabel: 0, toCut: 0, failed: 0, tooLarge: 0 };
  const examples: string[] = [];
  for (const place of placesOf(source).flatMap((one) => within(one, prefix) ?? [])) {
    for await (const blob of blobs.list(place, { withMetadata: true })) {
      const { path } = blob;
      if (sources.sourceOf(path)?.name !== name) continue;
      const kind = kindOf(blob, rows.get(path), source);
      rows.delete(path);
      found[kind]++;
      if ((kind === 'new' || kind === 'changed') && examples.length < EXAMPLES) examples.push(path);
    }
  }
  return { blobs: { ...found, gone: rows.size }, examples };
}

function kindOf({ path, etag, bytes, metadata = {} }: ListedBlob, row: BlobRow | undefined, source: Source) {
  if (bytes > source.maxBytes) return 'tooLarge';
  if (row === undefined) return 'new';
  if (row.etag !== etag) return 'changed';
  if (row.status === 'failed') return 'failed';
  if (row.status !== 'indexed') return 'unchanged';
  const wanted = indexFingerprint(attributesOf(source, { path, metadata }), source.chunking);
  // Blobs that share a file share its attributes: each blob is compared with its own earlier attributes.
  const { attributes = {} } = row;
  const kept =
    row.fingerprint === undefined
      ? indexFingerprint(attributes, source.chunking)
      : withAttributes(row.fingerprint, attributes);
  return ({ none: 'unchanged', labels: 'toLabel', chunks: 'toCut' } as const)[difference(kept, wanted)];
}
