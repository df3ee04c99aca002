import { z } from 'zod';
import type { HttpAnswer } from '../../http/answer.ts';
import { answering } from '../../jobs/http/answer.ts';
import { parseBody } from '../../jobs/http/parse-body.ts';
import { parseRequest } from '../../jobs/requests/parse-request.ts';
import type { BlobRow } from '../ledger/blob-row.ts';
import { entitiesOf } from '../ledger/table-ledger.ts';
import { partitionOf, rowOf } from '../ledger/table-rows.ts';
import { within } from '../session/scan.ts';
import type { Source } from '../sources/source.ts';
import { placesOf } from '../sources/source-map.ts';
import { type IngestionApi, sourceNamed } from './api-services.ts';

const startRequest = z.strictObject({
  source: z.string(),
  /** Only blobs whose names, container left out, begin like this. */
  prefix: z.string().max(1024).default(''),
  dryRun: z.boolean().default(false),
});

/** Answers `POST /api/ingestions`: all blobs of a source are looked at. With `dryRun` only what would happen is told. */
export const startIngestion = (body: string, base: string, api: IngestionApi): Promise<HttpAnswer> =>
  answering(async () => {
    const { source: name, prefix, dryRun } = parseRequest(startRequest, parseBody(body));
    const source = sourceNamed(name, api);
    if (dryRun) return { status: 200, body: { source: name, prefix, dryRun, ...(await foresee(source, prefix, api)) } };
    await api.poster.post(source.store, { id: commandId(api), kind: 'scan', source: name, prefix, repair: false });
    await api.wake(source.store);
    return { status: 202, headers: { location: `${base}/ingestions/${name}` }, body: { source: name, prefix } };
  });

const retryRequest = z.strictObject({ path: z.string().optional() });

/** Answers `POST /api/ingestions/{source}/retry`: what failed is tried anew; with `path` only that blob. */
export const retryFailed = (name: string, body: string, base: string, api: IngestionApi): Promise<HttpAnswer> =>
  answering(async () => {
    const source = sourceNamed(name, api);
    const { path } = parseRequest(retryRequest, body.trim() === '' ? {} : parseBody(body));
    const only = path === undefined ? {} : { path };
    await api.poster.post(source.store, { id: commandId(api), kind: 'retry', source: name, ...only });
    await api.wake(source.store);
    return { status: 202, headers: { location: `${base}/ingestions/${name}` }, body: { source: name, ...only } };
  });

/** Compares container, ledger and vector store of every source, for the nightly timer. */
export async function reconcileAll(api: IngestionApi): Promise<void> {
  for (const { name, store } of api.sources.sources) {
    await api.poster.post(store, { id: commandId(api, name), kind: 'scan', source: name, prefix: '', repair: true });
  }
  for (const store of api.sources.stores) await api.wake(store);
}

/** Paths that are named in an answer. */
const EXAMPLES = 20;

async function foresee({ name, store }: Source, prefix: string, { sources, table, blobs }: IngestionApi) {
  const rows = new Map<string, BlobRow>();
  for await (const entity of entitiesOf(table, partitionOf(store), 'blob!')) {
    const row = rowOf(entity);
    if (row.source === name && row.path.slice(row.path.indexOf('/') + 1).startsWith(prefix)) rows.set(row.path, row);
  }
  const found = { new: 0, changed: 0, unchanged: 0, failed: 0, tooLarge: 0 };
  const examples: string[] = [];
  const source = sources.named(name);
  for (const place of source === undefined ? [] : placesOf(source).flatMap((one) => within(one, prefix) ?? [])) {
    for await (const { path, etag, bytes } of blobs.list(place)) {
      if (sources.sourceOf(path)?.name !== name) continue;
      const row = rows.get(path);
      rows.delete(path);
      const kind =
        source !== undefined && bytes > source.maxBytes
          ? 'tooLarge'
          : row === undefined
            ? 'new'
            : row.etag !== etag
              ? 'changed'
              : row.status === 'failed'
                ? 'failed'
                : 'unchanged';
      found[kind]++;
      if ((kind === 'new' || kind === 'changed') && examples.length < EXAMPLES) examples.push(path);
    }
  }
  return { blobs: { ...found, gone: rows.size }, examples };
}

/** Sorts behind the events of now. */
const commandId = ({ now }: IngestionApi, name = ''): string =>
  `${String(now()).padStart(13, '0')}-command-${name}${Math.random().toString(36).slice(2, 10)}`;
