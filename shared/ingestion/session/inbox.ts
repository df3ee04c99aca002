import type { Entry } from '../ledger/ledger-port.ts';
import { again, noticed } from '../ledger/next-row.ts';
import type { Chores } from './chores.ts';
import { clear } from './clear.ts';
import { scan } from './scan.ts';
import type { TurnTools } from './turn-tools.ts';

/** Entries taken at once. */
const ENTRIES = 1_000;
/** How often it is read, milliseconds; and how often when uploads have nothing to go on with. */
const EVERY_MS = 1_000;
const HUNGRY_MS = 200;

/** What somebody has seen happen or wants done: from the inbox of the ledger into its rows. */
export class Inbox {
  readonly #tools: TurnTools;
  readonly #read: (most: number) => Promise<readonly Entry[]>;
  readonly #chores: Chores;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(tools: TurnTools, read: (most: number) => Promise<readonly Entry[]>, chores: Chores) {
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
    const entries = (await this.#read(ENTRIES)).filter(({ id }) => !ledger.isTaken(id));
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

  #enter(entry: Entry): void {
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
        clear(entry.source, this.#tools);
        break;
      case 'scan':
        this.#chores.start(`scan ${entry.id}`, async () => {
          await scan(entry, this.#tools);
          ledger.taken(entry.id);
          log.info(`${store}: all blobs of ${entry.source} below "${entry.prefix}" have been looked at.`);
        });
        return;
    }
    ledger.taken(entry.id);
  }
}
