import type { BlobRow, OpenBatch } from '../../../shared/ingestion/ledger/blob-state.ts';
import {
  LeaseLost,
  type Ledger,
  leaseAtStart,
  type Op,
  type PendingEvent,
  type SyncLease,
} from '../../../shared/ingestion/ledger/ledger.ts';

/** Rows of one vector store. */
export class MemoryTable {
  readonly rows = new Map<string, BlobRow>();
  readonly batches = new Map<string, OpenBatch>();
  readonly drops = new Set<string>();
  readonly entries = new Map<string, PendingEvent>();
  lease: SyncLease = {};
  turn = 0;
  noted: readonly string[] = [];

  /** Writes an operation as the real table would: taking away what is not there is a mistake. */
  apply(op: Op): void {
    const gone = (was: boolean) => {
      if (!was) throw new Error(`There is nothing to take away: ${JSON.stringify(op)}`);
    };
    switch (op.kind) {
      case 'row':
        this.rows.set(op.row.path, op.row);
        break;
      case 'row gone':
        gone(this.rows.delete(op.path));
        break;
      case 'batch':
        this.batches.set(op.batch.key, op.batch);
        break;
      case 'batch gone':
        gone(this.batches.delete(op.key));
        break;
      case 'drop':
        this.drops.add(op.fileId);
        break;
      case 'drop gone':
        gone(this.drops.delete(op.fileId));
        break;
      case 'taken':
        gone(this.entries.delete(op.id));
        break;
    }
  }
}

/** A ledger as one turn has it; `breaks` says whether the process dies in the middle of a write. */
export class MemoryLedger implements Ledger {
  readonly #table: MemoryTable;
  readonly #breaks: () => boolean;
  #turn = 0;

  constructor(table: MemoryTable, breaks: () => boolean = () => false) {
    this.#table = table;
    this.#breaks = breaks;
  }

  async acquire(now: number) {
    const table = this.#table;
    this.#turn = ++table.turn;
    table.lease = leaseAtStart(table.lease, now);
    const loaded = { rows: [...table.rows.values()], batches: [...table.batches.values()], drops: [...table.drops] };
    return { lease: table.lease, loaded };
  }

  async commit(ops: readonly Op[], lease: SyncLease): Promise<void> {
    await Promise.resolve();
    if (this.#turn !== this.#table.turn) throw new LeaseLost('Another turn has begun.');
    for (const op of ops) {
      if (this.#breaks()) throw new LeaseLost('The process died.');
      this.#table.apply(op);
    }
    this.#table.lease = lease;
  }

  async recordSources(sources: readonly string[]): Promise<void> {
    this.#table.noted = sources;
  }

  async pendingEvents(most: number): Promise<readonly PendingEvent[]> {
    return [...this.#table.entries.values()].slice(0, most);
  }
}
