import type { Chores } from './chores.ts';
import type { TurnTools } from './turn-tools.ts';

const AT_ONCE = 4;

/** Deletes files nobody needs at the service. */
export class Removals {
  readonly #tools: TurnTools;
  readonly #chores: Chores;
  #underWay = 0;

  constructor(tools: TurnTools, chores: Chores) {
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
      const name = `remove ${fileId}`;
      wait = Math.min(wait, this.#chores.waitOf(name));
      this.#chores.start(name, async () => {
        this.#underWay++;
        try {
          // The list is written first: a crash after the deletion must not leave a row that names it.
          await ledger.flush();
          await service.remove(storeId, fileId);
          ledger.dropped(fileId);
        } finally {
          this.#underWay--;
        }
      });
    }
    return wait;
  }
}
