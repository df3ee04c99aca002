import { messageOf } from '../../../../../shared/core/errors.ts';
import { BackgroundWork } from '../../core/background-work/background-work.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { TextIndex } from './index/text-index.ts';
import { type FileFault, fileKey, type StoreFile } from './objects/store-file.ts';
import type { VectorStoreRepository } from './objects/vector-store-repository.ts';

/** Files to index concurrently and to store together. */
const AT_ONCE = 16;

type Outcome = { readonly usageBytes: number } | { readonly fault: FileFault };

/** Indexes files when they are due on the emulator's clock. Advancing the clock waits for the files that fall due. */
export class IndexingQueue {
  readonly #repository: VectorStoreRepository;
  readonly #index: TextIndex;
  readonly #project: Pick<ProjectContext, 'clock' | 'closing' | 'log'>;
  readonly #work: BackgroundWork;
  #draining: Promise<void> | undefined;

  constructor(
    repository: VectorStoreRepository,
    index: TextIndex,
    project: Pick<ProjectContext, 'clock' | 'closing' | 'log' | 'onClose'>,
  ) {
    this.#repository = repository;
    this.#index = index;
    this.#project = project;
    this.#work = new BackgroundWork('indexing', project);
  }

  /** Schedules the next files. Call it after files were attached. */
  schedule(): void {
    if (this.#draining) return;
    const [next] = this.#waiting(1);
    if (next?.due === undefined) this.#work.cancel('next');
    else this.#work.at('next', next.due, () => this.#drain());
  }

  /** Resolves when no file is being indexed. Call it after `closing` has fired. */
  async settled(): Promise<void> {
    await this.#draining;
  }

  #drain(): Promise<void> {
    this.#draining ??= this.#takeAllDue().finally(() => {
      this.#draining = undefined;
      if (!this.#project.closing.aborted) this.schedule();
    });
    return this.#draining;
  }

  async #takeAllDue(): Promise<void> {
    for (let due = this.#due(); due.length > 0; due = this.#due()) {
      const outcomes = await Promise.all(due.map((file) => this.#takeIn(file)));
      if (this.#project.closing.aborted) return;
      this.#settle(due, outcomes);
    }
  }

  #waiting(limit: number): StoreFile[] {
    return this.#repository.files.list({ by: 'due', limit }).objects;
  }

  #due(): StoreFile[] {
    if (this.#project.closing.aborted) return [];
    const now = this.#project.clock.now();
    return this.#waiting(AT_ONCE).filter(({ due = 0 }) => due <= now);
  }

  async #takeIn(file: StoreFile): Promise<Outcome> {
    try {
      return await this.#index.add(file);
    } catch (error) {
      if (!this.#project.closing.aborted)
        this.#project.log.error('a file could not be taken into a vector store', {
          file: file.id,
          reason: messageOf(error),
        });
      return { fault: { code: 'server_error', message: `The emulator failed on this file: ${messageOf(error)}` } };
    }
  }

  /** Stores outcomes. Files that were cancelled, removed or attached again meanwhile keep their state. */
  #settle(files: readonly StoreFile[], outcomes: readonly Outcome[]): void {
    const strays = this.#repository.change((transaction) =>
      files.filter((file, place) => {
        const outcome = outcomes[place];
        const now = this.#repository.files.get(fileKey(file.vector_store_id, file.id));
        if (!now || !outcome || now.due !== file.due) return now?.status !== 'completed';
        const result =
          'fault' in outcome
            ? { status: 'failed' as const, last_error: outcome.fault }
            : { status: 'completed' as const, usage_bytes: outcome.usageBytes };
        transaction.putFile({ ...now, ...result });
        return false;
      }),
    );
    for (const { vector_store_id: storeId, id } of strays) this.#index.remove(storeId, [id]);
  }
}
