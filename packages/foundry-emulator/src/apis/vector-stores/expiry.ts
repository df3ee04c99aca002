import type { Clock, Timer } from '../../core/clock/clock.ts';
import type { TextIndex } from './index/text-index.ts';
import type { VectorStore } from './objects/vector-store.ts';
import type { VectorStoreRepository } from './objects/vector-store-repository.ts';

/** Expires vector stores that were idle for as long as their policy allows. */
export class Expiry {
  readonly #repository: VectorStoreRepository;
  readonly #index: TextIndex;
  readonly #clock: Clock;
  #forgetting: Promise<void> = Promise.resolve();
  readonly #timers = new Map<string, Timer>();

  constructor(repository: VectorStoreRepository, index: TextIndex, clock: Clock) {
    this.#repository = repository;
    this.#index = index;
    this.#clock = clock;
  }

  /** Sets the timers after a start. */
  resume(): void {
    for (const store of this.#repository.stores.all({ where: { expires: true } })) this.watch(store);
  }

  /** Resolves when no store is being cleared. */
  settled(): Promise<void> {
    return this.#forgetting;
  }

  /** Updates the timer after a change of a store's policy or activity. */
  watch({ id, expires_at: at, expired }: VectorStore): void {
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
    if (at !== undefined && !expired)
      this.#timers.set(
        id,
        this.#clock.at(at * 1000, () => this.#expire(id)),
      );
  }

  /** Clears the index. The files stay listed, so that a client can create a new store of them. */
  #expire(id: string): void {
    this.#timers.delete(id);
    const store = this.#repository.stores.get(id);
    if (!store || store.expired || store.expires_at === undefined || store.expires_at > this.#clock.seconds()) return;
    this.#repository.stores.put({ ...store, expired: true });
    // In small steps, because a store may have ten thousand files.
    this.#forgetting = this.#forgetting.then(() => this.#index.removeStore(id));
  }
}
