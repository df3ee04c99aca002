import { again, noticed } from '../ledger/blob-state.ts';
import type { PendingEvent } from '../ledger/ledger.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import { scan } from './scan.ts';
import type { SyncContext } from './sync-context.ts';

/** Entries taken at once. */
const ENTRIES = 1_000;
/** How often it is read, milliseconds; and how often when uploads have nothing to go on with. */
const EVERY_MS = 1_000;
const HUNGRY_MS = 200;

/** What somebody has seen happen or wants done: from the inbox of the ledger into its rows. */
export class PendingEvents {
  readonly #tools: SyncContext;
  readonly #read: (most: number) => Promise<readonly PendingEvent[]>;
  readonly #chores: BackgroundTasks;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(tools: SyncContext, read: (most: number) => Promise<readonly PendingEvent[]>, chores: BackgroundTasks) {
    this.#tools = tools;
    this.#read = read;
    this.#chores = chores;
  }

  /** Whether it has been read since a moment. */
  isReadSince(moment: number): boolean {
    return this.#readAt >= moment;
  }

  /** Takes what waits, if it is time to look; returns whether there was anything. */
  async take(isHungry = false): Promise<boolean> {
    const { ledger, now } = this.#tools;
    if (now() - this.#readAt < (isHungry ? HUNGRY_MS : EVERY_MS)) return false;
    this.#readAt = now();
    const entries = (await this.#read(ENTRIES)).filter(({ id }) => !ledger.isProcessed(id));
    for (const entry of entries) this.#enter(entry);
    // There may be more.
    if (entries.length === ENTRIES) this.#readAt = Number.NEGATIVE_INFINITY;
    return entries.length > 0;
  }

  /** The last look of a turn: who puts something in after it has begun has to wake the next one. */
  async isEmpty(): Promise<boolean> {
    this.#tools.listen(false);
    this.#readAt = Number.NEGATIVE_INFINITY;
    const isEmpty = !(await this.take());
    this.#tools.listen(!isEmpty);
    return isEmpty;
  }

  #enter(entry: PendingEvent): void {
    const { ledger, sources, store, now, log } = this.#tools;
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
        clearSourceRows(entry.source, this.#tools);
        break;
      case 'scan': {
        const work = async () => {
          await scan(entry, this.#tools);
          ledger.markProcessed(entry.id);
          log.info(`${store}: all blobs of ${entry.source} below "${entry.prefix}" have been looked at.`);
        };
        this.#chores.start(`scan ${entry.id}`, work, { isolated: true });
        return;
      }
    }
    ledger.markProcessed(entry.id);
  }
}

/**
 * Lets go of the files of a source that foundry.config.ts does not have any more for this vector store. A blob that another source of the
 * same store takes now is that one's, and stays.
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
