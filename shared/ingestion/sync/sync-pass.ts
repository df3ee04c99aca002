import type { PendingEvent } from '../ledger/ledger.ts';
import { AttributeSync } from './attribute-sync.ts';
import { BackgroundTasks } from './background-tasks.ts';
import { BatchWatcher } from './batch-watcher.ts';
import { Batcher } from './batcher.ts';
import { Deletions } from './deletions.ts';
import { OrphanedUploads } from './orphaned-uploads.ts';
import { PendingEvents } from './pending-events.ts';
import type { SyncContext } from './sync-context.ts';
import { BlobUploader } from './upload-blob.ts';
import { Uploads } from './uploads.ts';

/** Loop interval in milliseconds, and the longest while no work is in progress. */
const LOOP_INTERVAL_MS = 50;
const IDLE_LOOP_INTERVAL_MS = 1_000;
/**
 * Milliseconds and number of changes after which they are written: a transaction costs the same for one row and for a hundred, and after a
 * crash unwritten uploads are found at the service.
 */
const WRITE_EVERY_MS = 1_000;
const WRITE_AT = 90;
/** A pass ends before a longer pause; the orchestration waits instead. */
const STAY_MS = 3_000;

interface PassEnd {
  /** Milliseconds until the next work; Infinity when there is none. */
  readonly wait: number;
  /** Blobs that were completed or failed. */
  readonly settled: number;
}

/**
 * One sync pass of a vector store: reads pending events, uploads blobs, creates and polls batches, and deletes files, until no work is left or
 * the time is up. All state is in the ledger: the next pass resumes an interrupted one.
 */
export class SyncPass {
  readonly #context: SyncContext;
  readonly #orphans: OrphanedUploads;
  readonly #uploader: BlobUploader;
  readonly #uploads: Uploads;
  readonly #tasks: BackgroundTasks;
  readonly #events: PendingEvents;
  readonly #batcher: Batcher;
  readonly #watcher: BatchWatcher;
  readonly #deletions: Deletions;
  readonly #attributeSync: AttributeSync;
  #broken: { readonly error: unknown } | undefined;
  #writtenAt = 0;
  #until = 0;

  constructor(context: Omit<SyncContext, 'settled'>, readEvents: (most: number) => Promise<readonly PendingEvent[]>) {
    const broke = (error: unknown) => {
      this.#broken ??= { error };
    };
    this.#uploads = new Uploads(context, () => this.#isOpen(), broke);
    this.#context = { ...context, settled: () => this.#uploads.settled() };
    this.#tasks = new BackgroundTasks(context, broke);
    this.#events = new PendingEvents(this.#context, readEvents, this.#tasks);
    this.#orphans = new OrphanedUploads(this.#context);
    this.#uploader = new BlobUploader(this.#context, this.#orphans);
    this.#batcher = new Batcher(this.#context);
    this.#watcher = new BatchWatcher(this.#context);
    this.#deletions = new Deletions(this.#context, this.#tasks);
    this.#attributeSync = new AttributeSync(this.#context, this.#tasks);
  }

  /** @throws LeaseLost when another pass has begun; RetryableError or RequestError when no work is possible */
  async run(until: number): Promise<PassEnd> {
    const { now, sleep, listen } = this.#context;
    this.#until = until;
    listen(true);
    try {
      await this.#orphans.look();
      for (;;) {
        await this.#events.take(this.#isIdle());
        this.#uploads.fill(this.#uploader);
        const wait = this.#isOpen() ? this.#startTasks() : 0;
        const isStill = this.#uploads.size === 0 && this.#tasks.size === 0;
        await this.#write(isStill || this.#broken !== undefined);
        if (this.#broken !== undefined) throw this.#broken.error;
        const end = { wait, settled: this.#uploads.settledBlobs };
        if (isStill && now() >= until) return { ...end, wait: 0 };
        if (isStill && wait > STAY_MS && (await this.#events.isEmpty())) return end;
        await sleep(isStill ? Math.min(Math.max(wait, LOOP_INTERVAL_MS), IDLE_LOOP_INTERVAL_MS) : LOOP_INTERVAL_MS);
      }
    } finally {
      listen(false);
      // No work continues after the end of the pass.
      this.#until = Number.NEGATIVE_INFINITY;
      await Promise.all([this.#uploads.settled(), this.#tasks.settled()]);
    }
  }

  /** True when uploads have ended since the last read and no blob waits for one. */
  #isIdle(): boolean {
    return this.#context.ledger.pending.size <= this.#uploads.size && !this.#events.isReadSince(this.#uploads.lastAt);
  }

  #isOpen(): boolean {
    return this.#broken === undefined && this.#context.now() < this.#until;
  }

  async #write(atOnce: boolean): Promise<void> {
    const { ledger, now } = this.#context;
    if (ledger.staged === 0) return;
    if (!atOnce && ledger.staged < WRITE_AT && now() - this.#writtenAt < WRITE_EVERY_MS) return;
    this.#writtenAt = now();
    await ledger.flush();
  }

  /** Starts tasks that are due. @returns milliseconds until the next */
  #startTasks(): number {
    const { wait, isBusy } = this.#pending();
    const kept = Math.min(this.#deletions.next(), this.#attributeSync.next());
    return Math.min(wait, this.#batch(isBusy), this.#watch(isBusy), kept, this.#clear(isBusy));
  }

  /** Returns whether uploads are in progress or due, and the milliseconds until the next retry. */
  #pending(): { readonly isBusy: boolean; readonly wait: number } {
    const { ledger, now } = this.#context;
    const begun = now();
    let wait = Number.POSITIVE_INFINITY;
    for (const path of ledger.pending) {
      wait = Math.min(wait, (ledger.rows.get(path)?.retryAt ?? begun) - begun);
      // One due blob is enough.
      if (wait <= 0) return { isBusy: true, wait: 0 };
    }
    for (const { retryAt } of ledger.uploadedRows()) if (retryAt !== undefined) wait = Math.min(wait, retryAt - begun);
    return { isBusy: this.#uploads.size > 0, wait };
  }

  #batch(isBusy: boolean): number {
    if (this.#tasks.isUnderWay('make') || (!isBusy && this.#isIdle())) return LOOP_INTERVAL_MS;
    const batch = this.#batcher.next({ isBusy, lastAt: this.#uploads.lastAt });
    if ('wait' in batch) return batch.wait;
    this.#tasks.start('make', batch.make);
    return 0;
  }

  #watch(isBusy: boolean): number {
    if (this.#tasks.isUnderWay('look')) return LOOP_INTERVAL_MS;
    const look = this.#watcher.next(isBusy);
    if ('wait' in look) return look.wait;
    this.#tasks.start('look', look.look);
    return 0;
  }

  /** When no work is left: looks a last time for late uploads, and deletes orphaned ones. */
  #clear(isBusy: boolean): number {
    const { ledger } = this.#context;
    const wait = this.#orphans.lastLook();
    const isQuiet = !isBusy && ledger.pending.size === 0;
    if (isQuiet) this.#orphans.release();
    if (wait === undefined || !isQuiet) return Number.POSITIVE_INFINITY;
    if (wait === 0) {
      this.#tasks.start('clear', async () => {
        await this.#orphans.look();
        if (ledger.pending.size > 0 || this.#uploads.size > 0) return;
        this.#orphans.release();
        this.#orphans.clear();
        await ledger.flush();
      });
    }
    return wait;
  }
}
