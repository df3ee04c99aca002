import { randomUUID } from 'node:crypto';
import { odata, type TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../azure/storage/create-if-missing.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { BUCKETS, bucketOf, listMerged } from '../azure/storage/table-buckets.ts';
import { deleteWhere } from '../azure/storage/table-rows.ts';

/** The table of what operators did through the API. */
export const AUDIT_TABLE = 'AuditLog';

/** Milliseconds for which entries are kept: 400 days, so that a yearly review finds the year before. */
export const AUDIT_RETENTION_MS = 400 * 86_400_000;

export interface AuditEntry {
  readonly at: Date;
  /** Id of the caller: an object id of Entra, a fingerprint of a key, or an address. Never a secret. */
  readonly caller: string;
  readonly action: string;
  /** Object of the action, for example the id of a dead letter. */
  readonly target: string;
  readonly correlationId: string;
  readonly detail?: string | undefined;
}

const auditPartition = (rowKey: string): string => `audit!${bucketOf(rowKey)}`;
/** `audit` holds the rows of earlier versions. */
const PARTITIONS = [...BUCKETS.map((bucket) => `audit!${bucket}`), 'audit'];
const LATEST_MS = 9_999_999_999_999;
const MAX_DETAIL = 1_000;

const row = z.object({
  at: z.date(),
  caller: z.string(),
  action: z.string(),
  target: z.string(),
  correlationId: z.string(),
  detail: z.string().optional(),
});

const countdown = (at: Date): string => String(LATEST_MS - at.getTime()).padStart(13, '0');

/** Records and lists what operators did. */
export class AuditLog {
  readonly #table: TableClient;

  constructor(storage: Pick<Storage, 'table'>) {
    this.#table = storage.table(AUDIT_TABLE);
  }

  /** Records an action before it is carried out, so that none goes unrecorded. */
  async record({ detail, ...entry }: AuditEntry): Promise<void> {
    const rowKey = `${countdown(entry.at)}-${randomUUID().slice(0, 8)}`;
    const entity = {
      partitionKey: auditPartition(rowKey),
      rowKey,
      ...entry,
      ...(detail === undefined ? {} : { detail: detail.slice(0, MAX_DETAIL) }),
    };
    await createIfMissing(
      () => this.#table.createTable(),
      () => this.#table.createEntity(entity),
    );
  }

  /** Lists entries, newest first. @param after the `next` of the page before */
  list(limit: number, after?: string): Promise<{ readonly items: readonly AuditEntry[]; readonly next?: string }> {
    const filters = PARTITIONS.map((partition) =>
      [odata`PartitionKey eq ${partition}`, ...(after === undefined ? [] : [odata`RowKey gt ${after}`])].join(' and '),
    );
    return listMerged(this.#table, filters, limit, (entity) => row.parse(entity));
  }

  /** Deletes older entries. @returns how many were deleted */
  purge(before: Date): Promise<number> {
    return deleteWhere(this.#table, odata`RowKey gt ${countdown(before)}`);
  }
}
