import type { BackgroundTasks } from './background-tasks.ts';
import type { SyncContext } from './sync-context.ts';

const AT_ONCE = 4;

/** Milliseconds in which a renamed blob may claim its file again; longer while blobs are pending. */
const GRACE_MS = 2_000;
const LONGEST_GRACE_MS = 60_000;

/** Deletes unreferenced files at the service. */
export class Deletions {
  readonly #context: SyncContext;
  readonly #tasks: BackgroundTasks;
  /** Start of the wait, by file. */
  readonly #since = new Map<string, number>();
  #underWay = 0;

  constructor(context: SyncContext, tasks: BackgroundTasks) {
    this.#context = context;
    this.#tasks = tasks;
  }

  /** Starts deletions, except of files in a batch. @returns milliseconds until the next */
  next(): number {
    const { ledger, service, storeId } = this.#context;
    if (ledger.drops.size === 0) return Number.POSITIVE_INFINITY;
    const inBatch = new Set([...ledger.batches.values()].flatMap(({ fileIds }) => fileIds));
    let wait = Number.POSITIVE_INFINITY;
    for (const fileId of ledger.drops) {
      if (this.#underWay >= AT_ONCE) return 0;
      if (inBatch.has(fileId)) continue;
      const grace = this.#graceOf(fileId);
      if (grace > 0) {
        wait = Math.min(wait, grace);
        continue;
      }
      const name = `remove ${fileId}`;
      wait = Math.min(wait, this.#tasks.waitOf(name));
      const remove = async () => {
        this.#underWay++;
        this.#since.delete(fileId);
        ledger.forget(fileId);
        try {
          // Written first: a crash after the deletion must not leave a row with this file.
          await ledger.flush();
          await service.remove(storeId, fileId);
          ledger.dropped(fileId);
        } finally {
          this.#underWay--;
        }
      };
      this.#tasks.start(name, remove, { isolated: true });
    }
    return wait;
  }

  /** Returns the milliseconds in which the file may still be claimed. */
  #graceOf(fileId: string): number {
    const { ledger, now } = this.#context;
    if (!ledger.isReclaimable(fileId)) return 0;
    const since = this.#since.get(fileId) ?? now();
    this.#since.set(fileId, since);
    return since + (ledger.pending.size > 0 ? LONGEST_GRACE_MS : GRACE_MS) - now();
  }
}
