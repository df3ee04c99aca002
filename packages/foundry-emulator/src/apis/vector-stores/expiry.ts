import type { Clock, Timer } from '../../core/clock/clock.ts';
import type { TextIndex } from './index/text-index.ts';
import type { VectorStore } from './objects/vector-store.ts';
import type { StoreBooks } from './objects/vector-store-repository.ts';

/** Lets vector stores expire when nothing has been done with them for as long as their policy says. */
export class Expiry {
  readonly #books: StoreBooks;
  readonly #index: TextIndex;
  readonly #clock: Clock;
  #forgetting: Promise<void> = Promise.resolve();
  readonly #timers = new Map<string, Timer>();

  constructor(books: StoreBooks, index: TextIndex, clock: Clock) {
    this.#books = books;
    this.#index = index;
    this.#clock = clock;
  }

  /** Sets the timers anew after a start. */
  resume(): void {
    for (const store of this.#books.stores.all({ where: { expires: true } })) this.watch(store);
  }

  /** Resolves when nothing is being forgotten. */
  settled(): Promise<void> {
    return this.#forgetting;
  }

  /** To be called when a store's policy or its last activity has changed. */
  watch({ id, expires_at: at, expired }: VectorStore): void {
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
    if (at !== undefined && !expired)
      this.#timers.set(
        id,
        this.#clock.at(at * 1000, () => this.#expire(id)),
      );
  }

  /** The files stay listed, so that a new store can be made of them; what they say is forgotten. */
  #expire(id: string): void {
    this.#timers.delete(id);
    const store = this.#books.stores.get(id);
    if (!store || store.expired || store.expires_at === undefined || store.expires_at > this.#clock.seconds()) return;
    this.#books.stores.put({ ...store, expired: true });
    // A little at a time: a store may have ten thousand files.
    this.#forgetting = this.#forgetting.then(() => this.#index.removeStore(id));
  }
}
