import { setImmediate as breathe } from 'node:timers/promises';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { Collection } from '../../core/store/store.ts';
import type { TextIndex } from './index/text-index.ts';
import type { VectorStoreRepository } from './objects/vector-store-repository.ts';

/** Files to remove in one step, before other work continues. */
const SLICE = 50;

interface Doomed {
  readonly id: string;
}

/** Removes the files of deleted stores in small steps, because a store may have ten thousand of them. */
export class GarbageCollector {
  readonly #repository: VectorStoreRepository;
  readonly #index: TextIndex;
  readonly #project: Pick<ProjectContext, 'closing' | 'store'>;
  readonly #doomed: Collection<Doomed>;
  #sweeping: Promise<void> | undefined;

  constructor(repository: VectorStoreRepository, index: TextIndex, project: Pick<ProjectContext, 'closing' | 'store'>) {
    this.#repository = repository;
    this.#index = index;
    this.#project = project;
    this.#doomed = project.store.collection<Doomed>({ name: 'vector-stores-doomed', key: ({ id }) => id });
  }

  /** Removes a store at once, and its files in the background. */
  remove(storeId: string): void {
    this.#project.store.transaction(() => {
      this.#repository.stores.delete(storeId);
      this.#doomed.put({ id: storeId });
    });
    this.sweep();
  }

  /** Continues the removal, such as after a start. */
  sweep(): void {
    this.#sweeping ??= this.#run().finally(() => {
      this.#sweeping = undefined;
    });
  }

  /** Resolves when no removal is in progress. Call it after `closing` has fired. */
  async settled(): Promise<void> {
    await this.#sweeping;
  }

  async #run(): Promise<void> {
    for (;;) {
      await breathe();
      // After a stop, the database is closed.
      if (this.#project.closing.aborted) return;
      const [next] = this.#doomed.list({ limit: 1 }).objects;
      if (!next) return;
      if (!this.#sweepSlice(next.id)) this.#doomed.delete(next.id);
    }
  }

  /** Removes some files. @returns false when none were left */
  #sweepSlice(storeId: string): boolean {
    const { files, batches, members } = this.#repository;
    const where = { store: storeId };
    const some = files.list({ where, limit: SLICE }).objects;
    const spent = batches.list({ where, limit: SLICE }).objects;
    this.#project.store.transaction(() => {
      for (const file of some) files.delete(files.keyOf(file));
      for (const { id } of spent) {
        batches.delete(id);
        members.delete(id);
      }
    });
    this.#index.remove(
      storeId,
      some.map(({ id }) => id),
    );
    return some.length + spent.length > 0;
  }
}
