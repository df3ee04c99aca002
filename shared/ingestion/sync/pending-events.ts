import { again, noticed } from '../ledger/blob-state.ts';
import type { PendingEvent } from '../ledger/ledger.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import { scan } from './scan.ts';
import type { SyncContext } from './sync-context.ts';

/** Events per read. */
const ENTRIES = 1_000;
/** Milliseconds between reads, and between reads while no upload waits. */
const EVERY_MS = 1_000;
const IDLE_MS = 200;

/** Applies pending events and commands to the rows of the ledger. */
export class PendingEvents {
  readonly #context: SyncContext;
  readonly #read: (most: number) => Promise<readonly PendingEvent[]>;
  readonly #tasks: BackgroundTasks;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(context: SyncContext, read: (most: number) => Promise<readonly PendingEvent[]>, tasks: BackgroundTasks) {
    this.#context = context;
    this.#read = read;
    this.#tasks = tasks;
  }

  /** True when the events were read since a moment. */
  isReadSince(moment: number): boolean {
    return this.#readAt >= moment;
  }

  /** Applies pending events if a read is due. @returns true when there were events */
  async take(isIdle = false): Promise<boolean> {
    const { ledger, now } = this.#context;
    if (now() - this.#readAt < (isIdle ? IDLE_MS : EVERY_MS)) return false;
    this.#readAt = now();
    const entries = (await this.#read(ENTRIES)).filter(({ id }) => !ledger.isProcessed(id));
    for (const entry of entries) this.#enter(entry);
    // There may be further events.
    if (entries.length === ENTRIES) this.#readAt = Number.NEGATIVE_INFINITY;
    return entries.length > 0;
  }

  /** Reads a last time. A writer that writes after its start has to start the next pass. */
  async isEmpty(): Promise<boolean> {
    this.#context.listen(false);
    this.#readAt = Number.NEGATIVE_INFINITY;
    const isEmpty = !(await this.take());
    this.#context.listen(!isEmpty);
    return isEmpty;
  }

  #enter(entry: PendingEvent): void {
    const { ledger, sources, store, now, log } = this.#context;
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
      case 'clear':
        clearSourceRows(entry.source, this.#context);
        break;
      case 'scan': {
        const work = async () => {
          await scan(entry, this.#context);
          ledger.markProcessed(entry.id);
          log.info(`${store}: all blobs of ${entry.source} below "${entry.prefix}" have been looked at.`);
        };
        this.#tasks.start(`scan ${entry.id}`, work, { isolated: true });
        return;
      }
    }
    ledger.markProcessed(entry.id);
  }
}

/**
 * Removes the rows of a source that is no longer configured for this vector store. A blob that another source of the store matches now
 * belongs to that source.
 */
function clearSourceRows(name: string, { ledger, sources, store, log }: SyncContext): void {
  if (sources.named(name)?.store === store) {
    log.warn(`${store}: the source ${name} is in foundry.config.ts again. Nothing of it is cleared.`);
    return;
  }
  let cleared = 0;
  for (const row of [...ledger.rows.values()]) {
    if (row.source !== name) continue;
    const heir = sources.sourceOf(row.path);
    if (heir?.store === store) ledger.put({ ...row, source: heir.name });
    else {
      ledger.remove(row.path);
      cleared++;
    }
  }
  log.info(`${store}: the files of ${cleared} blobs of ${name} are deleted.`);
}
