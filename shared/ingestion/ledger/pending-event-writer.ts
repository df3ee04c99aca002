import type { TableClient, TransactionAction } from '@azure/data-tables';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { MAX_TABLE_TRANSACTION } from '../../core/limits.ts';
import type { PendingEvent } from './ledger.ts';
import { KEYS, partitionOf, pendingEventProperties } from './table-rows.ts';

interface Waiting {
  readonly entry: PendingEvent;
  readonly done: () => void;
  readonly broke: (error: unknown) => void;
}

/**
 * Writes events to the ledgers. Events that arrive during a write share the next one: a hundred events cost one transaction.
 */
export class PendingEventWriter {
  readonly #table: TableClient;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #writing = new Set<string>();

  constructor(table: TableClient) {
    this.#table = table;
  }

  /** Resolves when the event is in the table. Writing it again replaces it. */
  write(store: string, entry: PendingEvent): Promise<void> {
    return new Promise((done, broke) => {
      this.#waiting.set(store, [...(this.#waiting.get(store) ?? []), { entry, done, broke }]);
      void this.#write(store);
    });
  }

  async #write(store: string): Promise<void> {
    if (this.#writing.has(store)) return;
    this.#writing.add(store);
    for (let some = this.#next(store); some.length > 0; some = this.#next(store)) {
      try {
        await this.#submit(store, new Map(some.map(({ entry }) => [entry.id, entry])));
        for (const { done } of some) done();
      } catch (error) {
        for (const { broke } of some) broke(error);
      }
    }
    this.#writing.delete(store);
  }

  #next(store: string): Waiting[] {
    const waiting = this.#waiting.get(store) ?? [];
    this.#waiting.set(store, waiting.slice(MAX_TABLE_TRANSACTION));
    return waiting.slice(0, MAX_TABLE_TRANSACTION);
  }

  async #submit(store: string, entries: ReadonlyMap<string, PendingEvent>): Promise<void> {
    const actions = [...entries.values()].map((entry): TransactionAction => {
      const entity = {
        partitionKey: partitionOf(store),
        rowKey: KEYS.entry(entry.id),
        ...pendingEventProperties(entry),
      };
      return ['upsert', entity, 'Replace'];
    });
    await createIfMissing(
      () => this.#table.createTable(),
      () => this.#table.submitTransaction(actions),
    );
  }
}
