import { messageOf, RetryableError } from '../../errors.ts';
import { Batcher } from '../batches/batcher.ts';
import { BatchWatcher } from '../batches/watcher.ts';
import type { Entry } from '../ledger/ledger-port.ts';
import { again, noticed } from '../ledger/next-row.ts';
import { Foundlings } from './foundlings.ts';
import { scan } from './scan.ts';
import type { TurnTools } from './turn-tools.ts';
import { Uploader } from './upload-blob.ts';

/** Entries taken from the inbox at once. */
const ENTRIES = 1_000;
/** How often the inbox is read, what has changed is written, and batches are thought of. Milliseconds. */
const TICK_MS = 100;
const INBOX_EVERY_MS = 1_000;
/** A pause this long is left to the orchestration. */
const STAY_MS = 3_000;
const REMOVALS_AT_ONCE = 4;
const REMOVAL_PAUSE_MS = 5_000;

export interface TurnEnd {
  /** Milliseconds until there is something to do; Infinity when nothing is known of. */
  readonly wait: number;
  /** Blobs that were settled, one way or the other. */
  readonly settled: number;
}

/**
 * One turn at a vector store: takes what waits in the inbox, uploads, makes batches, looks at them, deletes what is no longer wanted,
 * until nothing is left to do or the time is up. All it knows is in the ledger: a turn that breaks off is gone on with by the next.
 */
export class Turn {
  readonly #tools: TurnTools;
  readonly #inbox: (most: number) => Promise<readonly Entry[]>;
  readonly #foundlings: Foundlings;
  readonly #uploader: Uploader;
  readonly #batcher: Batcher;
  readonly #watcher: BatchWatcher;
  readonly #uploads = new Map<string, Promise<void>>();
  readonly #chores = new Map<string, Promise<void>>();
  readonly #notBefore = new Map<string, number>();
  #broke: { readonly error: unknown } | undefined;
  #inboxAt = Number.NEGATIVE_INFINITY;
  #lastAt = 0;
  #settled = 0;
  #until = 0;

  constructor(tools: Omit<TurnTools, 'settled'>, inbox: (most: number) => Promise<readonly Entry[]>) {
    this.#tools = { ...tools, settled: async () => void (await Promise.allSettled([...this.#uploads.values()])) };
    this.#inbox = inbox;
    this.#foundlings = new Foundlings(this.#tools);
    this.#uploader = new Uploader(this.#tools, this.#foundlings);
    this.#batcher = new Batcher(this.#tools);
    this.#watcher = new BatchWatcher(this.#tools);
  }

  /** @throws TakenOver when another turn has begun; RetryableError or Refusal when nothing can be done for now */
  async run(until: number): Promise<TurnEnd> {
    const { ledger, now, sleep } = this.#tools;
    this.#until = until;
    this.#tools.listen(true);
    try {
      await this.#foundlings.look();
      for (;;) {
        await this.#takeEntries();
        this.#upload();
        const wait = this.#chore();
        if (ledger.isDirty) await ledger.flush();
        if (this.#broke !== undefined) throw this.#broke.error;
        const isStill = this.#uploads.size === 0 && this.#chores.size === 0;
        if (isStill && now() >= until) return { wait: 0, settled: this.#settled };
        if (isStill && wait > STAY_MS && (await this.#nothingCame())) return { wait, settled: this.#settled };
        await sleep(isStill ? Math.min(wait, INBOX_EVERY_MS) : TICK_MS);
      }
    } finally {
      this.#tools.listen(false);
      // Whatever the end: nothing goes on behind it.
      this.#until = Number.NEGATIVE_INFINITY;
      await Promise.allSettled([...this.#uploads.values(), ...this.#chores.values()]);
    }
  }

  /** The last look at the inbox: who puts something in after it has begun has to wake the next turn. */
  async #nothingCame(): Promise<boolean> {
    this.#tools.listen(false);
    this.#inboxAt = Number.NEGATIVE_INFINITY;
    const isEmpty = !(await this.#takeEntries());
    this.#tools.listen(!isEmpty);
    return isEmpty;
  }

  async #takeEntries(): Promise<boolean> {
    const { ledger, now } = this.#tools;
    if (now() - this.#inboxAt < INBOX_EVERY_MS) return false;
    this.#inboxAt = now();
    const entries = (await this.#inbox(ENTRIES)).filter(({ id }) => !ledger.isTaken(id));
    for (const entry of entries) this.#enter(entry);
    // There may be more.
    if (entries.length === ENTRIES) this.#inboxAt = Number.NEGATIVE_INFINITY;
    return entries.length > 0;
  }

  #enter(entry: Entry): void {
    const { ledger, sources, store, now } = this.#tools;
    switch (entry.kind) {
      case 'changed': {
        const source = sources.sourceOf(entry.path)?.name ?? ledger.rows.get(entry.path)?.source;
        if (source !== undefined) {
          const row = noticed(ledger.rows.get(entry.path), { ...entry, source }, now());
          if (row !== undefined) ledger.put(row);
        }
        break;
      }
      case 'retry':
        for (const row of ledger.rows.values()) {
          const isMeant = row.source === entry.source && (entry.path === undefined || entry.path === row.path);
          if (isMeant && row.status === 'failed') ledger.put(again(row, now()));
        }
        break;
      case 'scan':
        this.#start(`scan ${entry.id}`, async () => {
          await scan(entry, this.#tools);
          ledger.taken(entry.id);
          this.#tools.log.info(`${store}: all blobs of ${entry.source} below "${entry.prefix}" have been looked at.`);
        });
        return;
    }
    ledger.taken(entry.id);
  }

  /** Fills the room there is for uploads. */
  #upload(): void {
    const { ledger, uploads, now } = this.#tools;
    if (this.#broke !== undefined || now() >= this.#until) return;
    for (const path of ledger.pending) {
      if (this.#uploads.size >= uploads.atOnce) return;
      const row = ledger.rows.get(path);
      if (row === undefined || this.#uploads.has(path) || (row.retryAt ?? 0) > now()) continue;
      const isFull = () => this.#uploads.size >= uploads.atOnce;
      const bringing = this.#uploader.bring(row, isFull).catch((error: unknown) => {
        this.#broke ??= { error };
      });
      this.#uploads.set(
        path,
        bringing.then(() => {
          this.#uploads.delete(path);
          this.#lastAt = now();
          if (!ledger.pending.has(path)) this.#settled++;
          this.#upload();
        }),
      );
    }
  }

  /** Starts what else is due; returns the milliseconds until something may be. */
  #chore(): number {
    const { ledger, now } = this.#tools;
    if (this.#broke !== undefined || now() >= this.#until) return 0;
    const isBusy =
      this.#uploads.size > 0 || [...ledger.pending].some((path) => (ledger.rows.get(path)?.retryAt ?? 0) <= now());
    const batch = this.#chores.has('make') ? { wait: TICK_MS } : this.#batcher.next({ isBusy, lastAt: this.#lastAt });
    if ('make' in batch) this.#start('make', batch.make);
    const look = this.#chores.has('look') ? { wait: TICK_MS } : this.#watcher.next(isBusy);
    if ('look' in look) this.#start('look', look.look);
    this.#remove();
    const retry = this.#nextRetry();
    const clear = this.#clear(isBusy);
    return Math.max(
      TICK_MS,
      Math.min('wait' in batch ? batch.wait : 0, 'wait' in look ? look.wait : 0, retry, clear, this.#nextRemoval()),
    );
  }

  #start(name: string, work: () => Promise<void>): void {
    if (this.#chores.has(name) || (this.#notBefore.get(name) ?? 0) > this.#tools.now()) return;
    const working = work().catch((error: unknown) => {
      if (error instanceof RetryableError) {
        this.#notBefore.set(name, this.#tools.now() + Math.max(REMOVAL_PAUSE_MS, error.retryAfter));
        this.#tools.log.warn(`${this.#tools.store}: "${name}" has to wait. ${messageOf(error)}`);
      } else this.#broke ??= { error };
    });
    this.#chores.set(
      name,
      working.then(() => void this.#chores.delete(name)),
    );
  }

  /** Deletes files nobody needs; not while they are in a batch, which would go on with them. */
  #remove(): void {
    const { ledger, service, storeId } = this.#tools;
    const inBatch = new Set([...ledger.batches.values()].flatMap(({ fileIds }) => fileIds));
    for (const fileId of ledger.drops) {
      if ([...this.#chores.keys()].filter((name) => name.startsWith('remove')).length >= REMOVALS_AT_ONCE) return;
      if (inBatch.has(fileId)) continue;
      this.#start(`remove ${fileId}`, async () => {
        // The list is written first: a crash after the deletion must not leave a row that names it.
        await ledger.flush();
        await service.remove(storeId, fileId);
        ledger.dropped(fileId);
      });
    }
  }

  #nextRemoval(): number {
    const { ledger, now } = this.#tools;
    const waits = [...ledger.drops].map((fileId) => (this.#notBefore.get(`remove ${fileId}`) ?? now()) - now());
    return ledger.batches.size > 0 ? Number.POSITIVE_INFINITY : Math.min(...waits, Number.POSITIVE_INFINITY);
  }

  #nextRetry(): number {
    const { ledger, now } = this.#tools;
    let wait = Number.POSITIVE_INFINITY;
    for (const path of ledger.pending) wait = Math.min(wait, (ledger.rows.get(path)?.retryAt ?? now()) - now());
    for (const { retryAt } of ledger.uploadedRows()) if (retryAt !== undefined) wait = Math.min(wait, retryAt - now());
    return wait;
  }

  /** When all is quiet: looks a last time for uploads that came late, and lets go of those nobody wants. */
  #clear(isBusy: boolean): number {
    const { ledger } = this.#tools;
    const wait = this.#foundlings.lastLook();
    const isQuiet = !isBusy && ledger.pending.size === 0;
    if (isQuiet) this.#foundlings.release();
    if (wait === undefined || !isQuiet) return Number.POSITIVE_INFINITY;
    if (wait === 0) {
      this.#start('clear', async () => {
        await this.#foundlings.look();
        if (ledger.pending.size > 0 || this.#uploads.size > 0) return;
        this.#foundlings.release();
        this.#foundlings.clear();
        await ledger.flush();
      });
    }
    return Math.max(wait, TICK_MS);
  }
}
