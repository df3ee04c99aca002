import type { BackgroundTasks } from './background-tasks.ts';
import type { SyncContext } from './sync-context.ts';

const AT_ONCE = 4;

/** A rename is a deletion and, a little later, a blob with the same content: for so long, and longer while blobs wait to be looked at. */
const GRACE_MS = 2_000;
const LONGEST_GRACE_MS = 60_000;

/** Deletes files nobody needs at the service. */
export class Deletions {
  readonly #tools: SyncContext;
  readonly #chores: BackgroundTasks;
  /** Since when files wait. */
  readonly #since = new Map<string, number>();
  #underWay = 0;

  constructor(tools: SyncContext, chores: BackgroundTasks) {
    this.#tools = tools;
    this.#chores = chores;
  }

  /** Begins with some; not while they are in a batch, which would go on with them. Returns the milliseconds until it may go on. */
  next(): number {
    const { ledger, service, storeId } = this.#tools;
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
      wait = Math.min(wait, this.#chores.waitOf(name));
      const remove = async () => {
        this.#underWay++;
        this.#since.delete(fileId);
        ledger.forget(fileId);
        try {
          // The list is written first: a crash after the deletion must not leave a row that names it.
          await ledger.flush();
          await service.remove(storeId, fileId);
          ledger.dropped(fileId);
        } finally {
          this.#underWay--;
        }
      };
      this.#chores.start(name, remove, { isolated: true });
    }
    return wait;
  }

  /** Milliseconds for which a file is left alone: its content may come back under another name. */
  #graceOf(fileId: string): number {
    const { ledger, now } = this.#tools;
    if (!ledger.isReclaimable(fileId)) return 0;
    const since = this.#since.get(fileId) ?? now();
    this.#since.set(fileId, since);
    return since + (ledger.pending.size > 0 ? LONGEST_GRACE_MS : GRACE_MS) - now();
  }
}
