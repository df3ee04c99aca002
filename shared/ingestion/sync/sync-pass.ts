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

/** How often it is thought of what else is to be done, beside uploads, milliseconds; and at the longest, when nothing is under way. */
const LOOP_INTERVAL_MS = 200;
const IDLE_LOOP_INTERVAL_MS = 1_000;
/**
 * How long changes wait to be written together, and how many at most: a transaction costs the same for one row as for a hundred, and
 * what a crash leaves unwritten is found at the service again.
 */
const WRITE_EVERY_MS = 1_000;
const WRITE_AT = 90;
/** A pause this long is left to the orchestration. */
const STAY_MS = 3_000;

interface PassEnd {
  /** Milliseconds until there is something to do; Infinity when nothing is known of. */
  readonly wait: number;
  /** Blobs that were settled, one way or the other. */
  readonly settled: number;
}

/**
 * One turn at a vector store: takes what waits in the inbox, uploads, makes batches, looks at them, deletes what is no longer wanted,
 * until nothing is left to do or the time is up. All it knows is in the ledger: a turn that breaks off is gone on with by the next.
 */
export class SyncPass {
  readonly #tools: SyncContext;
  readonly #foundlings: OrphanedUploads;
  readonly #uploader: BlobUploader;
  readonly #uploads: Uploads;
  readonly #chores: BackgroundTasks;
  readonly #inbox: PendingEvents;
  readonly #batcher: Batcher;
  readonly #watcher: BatchWatcher;
  readonly #removals: Deletions;
  readonly #upkeep: AttributeSync;
  #broken: { readonly error: unknown } | undefined;
  #writtenAt = 0;
  #until = 0;

  constructor(tools: Omit<SyncContext, 'settled'>, readInbox: (most: number) => Promise<readonly PendingEvent[]>) {
    const broke = (error: unknown) => {
      this.#broken ??= { error };
    };
    this.#uploads = new Uploads(tools, () => this.#isOpen(), broke);
    this.#tools = { ...tools, settled: () => this.#uploads.settled() };
    this.#chores = new BackgroundTasks(tools, broke);
    this.#inbox = new PendingEvents(this.#tools, readInbox, this.#chores);
    this.#foundlings = new OrphanedUploads(this.#tools);
    this.#uploader = new BlobUploader(this.#tools, this.#foundlings);
    this.#batcher = new Batcher(this.#tools);
    this.#watcher = new BatchWatcher(this.#tools);
    this.#removals = new Deletions(this.#tools, this.#chores);
    this.#upkeep = new AttributeSync(this.#tools, this.#chores);
  }

  /** @throws TakenOver when another turn has begun; RetryableError or RequestError when nothing can be done for now */
  async run(until: number): Promise<PassEnd> {
    const { now, sleep, listen } = this.#tools;
    this.#until = until;
    listen(true);
    try {
      await this.#foundlings.look();
      for (;;) {
        await this.#inbox.take(this.#isHungry());
        this.#uploads.fill(this.#uploader);
        const wait = this.#isOpen() ? this.#startChores() : 0;
        const isStill = this.#uploads.size === 0 && this.#chores.size === 0;
        await this.#write(isStill || this.#broken !== undefined);
        if (this.#broken !== undefined) throw this.#broken.error;
        const end = { wait, settled: this.#uploads.settledBlobs };
        if (isStill && now() >= until) return { ...end, wait: 0 };
        if (isStill && wait > STAY_MS && (await this.#inbox.isEmpty())) return end;
        await sleep(isStill ? Math.min(Math.max(wait, LOOP_INTERVAL_MS), IDLE_LOOP_INTERVAL_MS) : LOOP_INTERVAL_MS);
      }
    } finally {
      listen(false);
      // Whatever the end: nothing goes on behind it.
      this.#until = Number.NEGATIVE_INFINITY;
      await Promise.all([this.#uploads.settled(), this.#chores.settled()]);
    }
  }

  /** Uploads have ended since the inbox was read, and all that is known of is under way or done. */
  #isHungry(): boolean {
    return this.#tools.ledger.pending.size <= this.#uploads.size && !this.#inbox.isReadSince(this.#uploads.lastAt);
  }

  #isOpen(): boolean {
    return this.#broken === undefined && this.#tools.now() < this.#until;
  }

  async #write(atOnce: boolean): Promise<void> {
    const { ledger, now } = this.#tools;
    if (ledger.staged === 0) return;
    if (!atOnce && ledger.staged < WRITE_AT && now() - this.#writtenAt < WRITE_EVERY_MS) return;
    this.#writtenAt = now();
    await ledger.flush();
  }

  /** Starts what is due beside uploads; returns the milliseconds until something may be. */
  #startChores(): number {
    const { wait, isBusy } = this.#pending();
    const kept = Math.min(this.#removals.next(), this.#upkeep.next());
    return Math.min(wait, this.#batch(isBusy), this.#watch(isBusy), kept, this.#clear(isBusy));
  }

  /** Whether blobs are being uploaded or could be, and the milliseconds until what had to wait may be tried again. */
  #pending(): { readonly isBusy: boolean; readonly wait: number } {
    const { ledger, now } = this.#tools;
    const begun = now();
    let wait = Number.POSITIVE_INFINITY;
    for (const path of ledger.pending) {
      wait = Math.min(wait, (ledger.rows.get(path)?.retryAt ?? begun) - begun);
      // More is not to be known.
      if (wait <= 0) return { isBusy: true, wait: 0 };
    }
    for (const { retryAt } of ledger.uploadedRows()) if (retryAt !== undefined) wait = Math.min(wait, retryAt - begun);
    return { isBusy: this.#uploads.size > 0, wait };
  }

  #batch(isBusy: boolean): number {
    if (this.#chores.isUnderWay('make') || (!isBusy && this.#isHungry())) return LOOP_INTERVAL_MS;
    const batch = this.#batcher.next({ isBusy, lastAt: this.#uploads.lastAt });
    if ('wait' in batch) return batch.wait;
    this.#chores.start('make', batch.make);
    return 0;
  }

  #watch(isBusy: boolean): number {
    if (this.#chores.isUnderWay('look')) return LOOP_INTERVAL_MS;
    const look = this.#watcher.next(isBusy);
    if ('wait' in look) return look.wait;
    this.#chores.start('look', look.look);
    return 0;
  }

  /** When all is quiet: looks a last time for uploads that came late, and lets go of those nobody wants. */
  #clear(isBusy: boolean): number {
    const { ledger } = this.#tools;
    const wait = this.#foundlings.lastLook();
    const isQuiet = !isBusy && ledger.pending.size === 0;
    if (isQuiet) this.#foundlings.release();
    if (wait === undefined || !isQuiet) return Number.POSITIVE_INFINITY;
    if (wait === 0) {
      this.#chores.start('clear', async () => {
        await this.#foundlings.look();
        if (ledger.pending.size > 0 || this.#uploads.size > 0) return;
        this.#foundlings.release();
        this.#foundlings.clear();
        await ledger.flush();
      });
    }
    return wait;
  }
}
