import { createHash } from 'node:crypto';
import { odata } from '@azure/data-tables';
import * as z from 'zod';
import { storageKey } from '../../core/hash.ts';
import { type BlobRow, type OpenBatch, STATUSES } from './blob-state.ts';
import type { Op, PendingEvent, SyncLease } from './ledger.ts';

/** Row keys by kind. All rows of a vector store share a partition, so that one transaction can change them. */
export const KEYS = {
  row: (path: string) => `blob!${createHash('sha256').update(path).digest('hex')}`,
  batch: (key: string) => `batch!${key}`,
  drop: (fileId: string) => `drop!${storageKey(fileId)}`,
  entry: (id: string) => `in!${id}`,
} as const;

export const LEASE_KEY = 'lease';

/** Returns the partition of a vector store. */
export const partitionOf = (store: string): string => storageKey(store);

/** Returns a filter for the rows of a partition whose keys begin with a word and `!`. */
export function keysFrom(partitionKey: string, prefix: string): string {
  // The character after the exclamation mark ends the range.
  const end = prefix.replace(/!$/, '"');
  return odata`PartitionKey eq ${partitionKey} and RowKey ge ${prefix} and RowKey lt ${end}`;
}

const absent = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const json = <T extends z.ZodType>(schema: T) => z.preprocess((text) => JSON.parse(String(text)), schema);

const reason = z.object({ code: z.string(), message: z.string() });

const row = z.object({
  path: z.string(),
  source: z.string(),
  status: z.enum(STATUSES),
  generation: z.number(),
  etag_: absent(z.string()),
  bytes: absent(z.number()),
  hash: absent(z.string()),
  fileId: absent(z.string()),
  servingId: absent(z.string()),
  attributes: absent(json(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])))),
  fingerprint: absent(z.string()),
  batch: absent(z.string()),
  attempts: z.number(),
  retryAt: absent(z.number()),
  error: absent(json(reason)),
  changedAt: z.number(),
});

/** Reads the row of a blob. @throws ZodError for another row */
export function rowOf(entity: unknown): BlobRow {
  const { etag_: etag, ...found } = row.parse(entity);
  return known({ ...found, etag });
}

const batch = z.object({
  key: z.string(),
  createdAt: z.number(),
  batchId: absent(z.string()),
  ids: z.number(),
  fingerprints: absent(z.number()),
});

/** Characters in one property of a row. Source: Azure Tables, "Understanding the Table service data model" (32,768). */
const MOST_TEXT = 32_000;

export function batchOf(entity: Readonly<Record<string, unknown>>): OpenBatch {
  const { ids, fingerprints, ...found } = batch.parse(entity);
  const text = (name: string, parts: number) =>
    Array.from({ length: parts }, (_, at) => `${entity[`${name}${at}`]}`).join('');
  return known({
    ...found,
    fileIds: text('ids', ids).split(' '),
    fingerprints: fingerprints === undefined ? undefined : text('fingerprints', fingerprints).split(','),
  });
}

const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), path: z.string(), etag_: absent(z.string()) }),
  z.object({ kind: z.literal('scan'), source: z.string(), prefix: z.string(), repair: z.boolean() }),
  z.object({ kind: z.literal('retry'), source: z.string(), path: absent(z.string()) }),
  z.object({ kind: z.literal('clear'), source: z.string() }),
]);

export function pendingEventOf(entity: Readonly<Record<string, unknown>>): PendingEvent {
  const found = entry.parse(entity);
  const id = String(entity.rowKey).slice(KEYS.entry('').length);
  if (found.kind !== 'changed') return known({ id, ...found });
  const { etag_: etag, ...rest } = found;
  return known({ id, ...rest, etag });
}

const lease = z.object({
  storeId: absent(z.string()),
  busySince: absent(z.number()),
  suspectSince: absent(z.number()),
  suspectUntil: absent(z.number()),
  sources: absent(z.string()),
  perMinute: absent(z.number()),
});

export const leaseOf = (entity: unknown): SyncLease => known(lease.parse(entity));

/** Returns an operation as a row to write, or a key to delete. */
export function propertiesOf(op: Op): { readonly rowKey: string; readonly properties?: Record<string, unknown> } {
  switch (op.kind) {
    case 'drop':
      return { rowKey: KEYS.drop(op.fileId), properties: { fileId: op.fileId } };
    case 'drop gone':
      return { rowKey: KEYS.drop(op.fileId) };
    case 'row':
      return { rowKey: KEYS.row(op.row.path), properties: writtenRow(op.row) };
    case 'row gone':
      return { rowKey: KEYS.row(op.path) };
    case 'batch':
      return { rowKey: KEYS.batch(op.batch.key), properties: writtenBatch(op.batch) };
    case 'batch gone':
      return { rowKey: KEYS.batch(op.key) };
    case 'taken':
      return { rowKey: KEYS.entry(op.id) };
  }
}

/** Characters of a stored reason. */
const MOST_REASON = 4_000;

/** The property `etag` belongs to the table itself, so the blob's etag is stored as `etag_`. */
function writtenRow({ etag, attributes, error, ...plain }: BlobRow): Record<string, unknown> {
  return defined({
    ...plain,
    etag_: etag,
    attributes: attributes && JSON.stringify(attributes),
    error: error && JSON.stringify({ code: error.code, message: error.message.slice(0, MOST_REASON) }),
  });
}

const writtenBatch = ({ fileIds, fingerprints, ...plain }: OpenBatch): Record<string, unknown> => ({
  ...plain,
  ...inParts('ids', fileIds.join(' ')),
  ...(fingerprints === undefined ? {} : inParts('fingerprints', fingerprints.join(','))),
});

/** Splits a long text into several properties, and stores their number. */
function inParts(name: string, text: string): Record<string, unknown> {
  const count = Math.ceil(text.length / MOST_TEXT);
  const parts = Array.from({ length: count }, (_, at) => [
    `${name}${at}`,
    text.slice(at * MOST_TEXT, (at + 1) * MOST_TEXT),
  ]);
  return { [name]: count, ...Object.fromEntries(parts) };
}

export function pendingEventProperties(item: PendingEvent): Record<string, unknown> {
  const { id, ...plain } = item;
  if (plain.kind !== 'changed') return { ...plain };
  const { etag, ...rest } = plain;
  return defined({ ...rest, etag_: etag });
}

type Known<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

/** Removes undefined fields, also from the type. */
const known = <T extends object>(value: T): Known<T> => defined(value) as Known<T>;

/** Removes undefined fields. */
function defined<T extends object>(value: T): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}
