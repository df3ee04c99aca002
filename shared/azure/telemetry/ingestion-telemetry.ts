import { createHash } from 'node:crypto';
import { type Attributes, trace } from '@opentelemetry/api';
import { instruments } from './instruments.ts';
import { contextOf, markFailed, SCOPE } from './spans.ts';

/** As much of a ledger's row as is told of. */
export interface FollowedRow {
  readonly path: string;
  readonly source: string;
  readonly status: string;
  readonly etag?: string;
  readonly bytes?: number;
  readonly changedAt: number;
  readonly error?: { readonly code: string };
}

/**
 * Notes that a blob has come from one state into the next: a span as long as the state that it leaves lasted. A version of a blob is one
 * trace, however many events, turns and instances it takes: the trace's id follows from path and etag, and nothing has to be carried.
 */
export function recordBlobState(before: FollowedRow | undefined, row: FollowedRow): void {
  if (before === undefined || before.status === row.status) return;
  const labels = {
    'foundry_functions.ingestion.source': row.source,
    'foundry_functions.ingestion.status': row.status,
  };
  instruments().files.add(1, labels);
  if (row.status === 'pending') return;
  instruments().indexing.record(Math.max(0, row.changedAt - before.changedAt) / 1000, {
    'foundry_functions.ingestion.source': row.source,
    'foundry_functions.ingestion.status': before.status,
  });
  const attributes: Attributes = {
    ...labels,
    'foundry_functions.ingestion.blob': row.path,
    ...(row.bytes === undefined ? {} : { 'foundry_functions.ingestion.bytes': row.bytes }),
  };
  const options = { startTime: before.changedAt, attributes };
  const span = trace.getTracer(SCOPE).startSpan(`ingest_blob ${before.status}`, options, contextOf(blobTrace(row)));
  if (row.status === 'failed') markFailed(span, row.error?.code ?? 'failed');
  span.end(row.changedAt);
}

/** The traceparent of a version of a blob. */
export function blobTrace({ path, etag = '' }: { readonly path: string; readonly etag?: string }): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([path, etag]))
    .digest('hex');
  return `00-${hash.slice(0, 32)}-${hash.slice(32, 48)}-01`;
}
