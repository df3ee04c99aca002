import { messageOf } from '../../core/errors.ts';
import { again, noticed } from '../ledger/blob-state.ts';
import { difference, indexFingerprint, withoutAttributes } from '../ledger/index-fingerprint.ts';
import type { PendingEvent } from '../ledger/ledger.ts';
import type { DescribedBlob, Source } from '../sources/source.ts';
import { attributesOf } from '../sources/source.ts';
import type { Place } from '../sources/source-map.ts';
import { placesOf } from '../sources/source-map.ts';
import { review } from './attribute-sync.ts';
import { recordLost } from './batch-results.ts';
import { TRANSIENT_CODES } from './pass-errors.ts';
import type { SyncContext } from './sync-context.ts';
import { markOf } from './upload-name.ts';

type Scan = Extract<PendingEvent, { kind: 'scan' }>;

/** Returns the part of a place below a prefix: the narrower of the two, if one contains the other. */
export function within(place: Place, prefix: string): Place | undefined {
  if (prefix.startsWith(place.prefix)) return { ...place, prefix };
  return place.prefix.startsWith(prefix) ? place : undefined;
}

/**
 * Compares the blobs of a source with the ledger. New and changed blobs become pending; blobs that were not listed are read once more, which
 * shows whether they were deleted.
 */
export async function scan({ source: name, prefix, repair }: Scan, context: SyncContext): Promise<void> {
  const { ledger, blobs, sources, now } = context;
  const source = sources.named(name);
  if (source === undefined) return;
  const known = [...ledger.rows.values()].filter(
    (row) => row.source === name && row.path.slice(row.path.indexOf('/') + 1).startsWith(prefix),
  );
  const seen = new Set<string>();
  for (const place of placesOf(source).flatMap((one) => within(one, prefix) ?? [])) {
    for await (const { path, etag, metadata = {} } of blobs.list(place, { withMetadata: true })) {
      if (sources.sourceOf(path)?.name !== name) continue;
      seen.add(path);
      const known = ledger.rows.get(path);
      // The source may have been renamed.
      if (known !== undefined && known.source !== name) ledger.put({ ...known, source: name });
      const row = noticed(ledger.rows.get(path), { path, source: name, etag }, now());
      if (row === undefined) describeAnew({ path, metadata }, source, context);
      // A pending blob stays pending.
      else if (ledger.rows.get(path)?.status !== 'pending') ledger.put(row);
    }
  }
  for (const { path, generation } of known) {
    const row = ledger.rows.get(path);
    if (row === undefined || row.generation !== generation || seen.has(path)) continue;
    // The blob is read again, not only compared by its etag.
    if (row.status !== 'pending') ledger.put(again(row, now()));
  }
  if (repair) await repairStore(context);
}

/** Compares an unchanged blob with foundry.config.ts: its attributes or chunking may have changed. */
function describeAnew(blob: DescribedBlob, source: Source, context: SyncContext): void {
  const { ledger, log } = context;
  const row = ledger.rows.get(blob.path);
  if (row?.fileId === undefined || row.status !== 'indexed') return;
  const { fileId, attributes: before = {} } = row;
  try {
    const attributes = attributesOf(source, blob);
    const kept = row.fingerprint ?? indexFingerprint(before, source.chunking);
    if (difference(indexFingerprint(before, undefined), indexFingerprint(attributes, undefined)) !== 'none')
      ledger.put({ ...row, attributes, fingerprint: withoutAttributes(kept) });
  } catch (error) {
    // The blob stays searchable as it is.
    log.warn(`${blob.path} keeps its attributes: ${messageOf(error)}`);
  }
  if (review(fileId, context) !== undefined) ledger.reviews.add(fileId);
}

/** Compares the ledger with the service: missing files are uploaded again, orphaned uploads are deleted. */
async function repairStore(context: SyncContext): Promise<void> {
  const { ledger, service, storeId, tag, now, log } = context;
  const traceMessage = [...ledger.rows.values()].flatMap(({ servingId }) => servingId ?? []);
  const attached = new Set<string>();
  for await (const { fileId } of service.attached(storeId)) attached.add(fileId);
  const missing = new Set(traceMessage.filter((fileId) => !attached.has(fileId) && !ledger.drops.has(fileId)));
  for (const fileId of missing) recordLost(ledger, fileId, now());
  if (missing.size > 0) log.warn(`${missing.size} files were missing in the vector store and are uploaded again.`);

  const ours: string[] = [];
  for await (const { id, filename } of service.uploadsSince(0)) if (markOf(filename)?.tag === tag) ours.push(id);
  // Uploads in progress have no row yet: wait for their responses.
  await context.settled();
  const orphans = ours.filter((id) => ledger.usersOf(id).length === 0 && !ledger.drops.has(id));
  for (const id of orphans) ledger.drop(id);
  if (orphans.length > 0) log.warn(`${orphans.length} uploads without a blob are deleted at the service.`);

  for (const row of ledger.rows.values()) {
    if (row.status === 'failed' && TRANSIENT_CODES.includes(row.error?.code ?? '')) ledger.put(again(row, now()));
  }
}
