import { recordBlobState } from '../../azure/telemetry/ingestion-telemetry.ts';
import type { BlobRow, OpenBatch } from './blob-state.ts';
import { FileUsers } from './file-users.ts';
import { lacksAttributes } from './index-fingerprint.ts';
import type { Ledger, Loaded, Op, SyncLease } from './ledger.ts';

/** Order of writes: a crash between two leaves no file that the ledger does not know. */
const ORDER: readonly Op['kind'][] = ['drop', 'row', 'row gone', 'batch', 'batch gone', 'drop gone', 'taken'];

/**
 * The ledger of a vector store in memory; a store holds at most ten thousand files. Changes are visible at once and written by `flush`. A file
 * without a row is put on the list of files to delete.
 */
export class StoreLedger {
  readonly rows = new Map<string, BlobRow>();
  readonly batches = new Map<string, OpenBatch>();
  readonly drops = new Set<string>();
  /** Paths of pending blobs. */
  readonly pending = new Set<string>();
  /** Files whose chunking and attributes are to be compared with the configuration. */
  readonly reviews = new Set<string>();
  readonly #uploaded = new Set<string>();
  lease: SyncLease;
  readonly #users = new FileUsers();
  readonly #ledger: Ledger;
  /** Keys of rows in the table. */
  readonly #kept = new Set<string>();
  readonly #taken = new Set<string>();
  #staged = new Map<string, Op>();
  #flushing: Promise<void> = Promise.resolve();

  constructor(ledger: Ledger, lease: SyncLease, { rows, batches, drops }: Loaded) {
    this.#ledger = ledger;
    this.lease = lease;
    for (const row of rows) {
      this.#kept.add(`row ${row.path}`);
      this.#use(undefined, row);
      this.#set(row);
      if (row.fileId !== undefined && lacksAttributes(row.fingerprint)) this.reviews.add(row.fileId);
    }
    for (const batch of batches) {
      this.#kept.add(`batch ${batch.key}`);
      this.batches.set(batch.key, batch);
    }
    for (const fileId of drops) {
      this.#kept.add(`drop ${fileId}`);
      // A crash came between this entry and the change of its row.
      if (this.#users.isUsed(fileId)) this.#stage(`drop ${fileId}`, { kind: 'drop gone', fileId });
      else this.drops.add(fileId);
    }
  }

  put(row: BlobRow): void {
    const before = this.rows.get(row.path);
    if (before === row) return;
    this.#set(row);
    this.#stage(`row ${row.path}`, { kind: 'row', row });
    this.#use(before, row);
    recordBlobState(before, row);
  }

  remove(path: string): void {
    const before = this.rows.get(path);
    if (before === undefined) return;
    this.rows.delete(path);
    this.pending.delete(path);
    this.#uploaded.delete(path);
    this.#stage(`row ${path}`, { kind: 'row gone', path });
    this.#use(before, undefined);
  }

  /** Puts an unreferenced file on the list of files to delete. */
  drop(fileId: string): void {
    this.drops.add(fileId);
    this.#stage(`drop ${fileId}`, { kind: 'drop', fileId });
  }

  dropped(fileId: string): void {
    this.drops.delete(fileId);
    this.#stage(`drop ${fileId}`, { kind: 'drop gone', fileId });
  }

  open(batch: OpenBatch): void {
    this.batches.set(batch.key, batch);
    this.#stage(`batch ${batch.key}`, { kind: 'batch', batch });
  }

  close(key: string): void {
    this.batches.delete(key);
    this.#stage(`batch ${key}`, { kind: 'batch gone', key });
  }

  markProcessed(id: string): void {
    this.#taken.add(id);
    this.#stage(`taken ${id}`, { kind: 'taken', id });
  }

  /** True for an event that was processed, even if that is not written yet. */
  isProcessed(id: string): boolean {
    return this.#taken.has(id);
  }

  /** Paths whose rows name this file. */
  usersOf(fileId: string): readonly string[] {
    return this.#users.of(fileId);
  }

  /** Returns the row that determines the attributes of a file: the first by path. */
  firstOf(fileId: string): BlobRow | undefined {
    let first: BlobRow | undefined;
    for (const path of this.#users.of(fileId)) {
      const row = this.rows.get(path);
      if (row?.fileId === fileId && (first === undefined || path < first.path)) first = row;
    }
    return first;
  }

  fileOf(hash: string): string | undefined {
    return this.#users.fileOf(hash);
  }

  isIndexed(fileId: string): boolean {
    const users = this.usersOf(fileId).map((path) => this.rows.get(path));
    return [...users, this.#users.lastRowOf(fileId)].some((row) => row?.servingId === fileId);
  }

  /** Returns the fingerprint of a file, if it is known. */
  fingerprintOf(fileId: string): string | undefined {
    return (this.firstOf(fileId) ?? this.#users.lastRowOf(fileId))?.fingerprint;
  }

  /** True for an unreferenced file that a renamed blob may still claim. */
  isReclaimable(fileId: string): boolean {
    return this.#users.lastRowOf(fileId) !== undefined;
  }

  /** Ends that. */
  forget(fileId: string): void {
    this.#users.forget(fileId);
  }

  /** Returns rows whose files wait for a batch or are in one. */
  *uploadedRows(): Iterable<BlobRow> {
    for (const path of this.#uploaded) {
      const row = this.rows.get(path);
      if (row !== undefined) yield row;
    }
  }

  /** Number of changes that are not written yet. */
  get staged(): number {
    return this.#staged.size;
  }

  /** Writes the changes; one write at a time. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  async #write(): Promise<void> {
    const staged = this.#staged;
    this.#staged = new Map();
    const ops = [...staged.values()].toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    // From here on they may be in the table, whatever the response.
    for (const [key, op] of staged) if (!op.kind.endsWith('gone')) this.#kept.add(key);
    await this.#ledger.commit(ops, this.lease);
    for (const [key, op] of staged) {
      if (op.kind.endsWith('gone')) this.#kept.delete(key);
      if (op.kind === 'taken') this.#taken.delete(op.id);
    }
  }

  #set(row: BlobRow): void {
    this.rows.set(row.path, row);
    if (row.status === 'pending') this.pending.add(row.path);
    else this.pending.delete(row.path);
    if (row.status === 'uploaded') this.#uploaded.add(row.path);
    else this.#uploaded.delete(row.path);
  }

  #stage(key: string, op: Op): void {
    // A row that was never written need not be removed.
    if (op.kind.endsWith('gone') && !this.#kept.has(key)) this.#staged.delete(key);
    else this.#staged.set(key, op);
  }

  #use(before: BlobRow | undefined, after: BlobRow | undefined): void {
    const { left, shared } = this.#users.note(before, after);
    for (const id of left) this.drop(id);
    // Another blob may determine its attributes now.
    for (const id of shared) this.reviews.add(id);
    const { fileId } = after ?? {};
    if (fileId === undefined || !this.drops.has(fileId)) return;
    this.dropped(fileId);
    this.reviews.add(fileId);
  }
}
