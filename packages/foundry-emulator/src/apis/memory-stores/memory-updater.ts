import { messageOf } from '../../../../../shared/core/errors.ts';
import { BackgroundWork } from '../../core/background-work/background-work.ts';
import { newId } from '../../core/ids.ts';
import { perProject } from '../../core/project/per-project.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { chooseEmbedder } from '../../model/embedding/upstream-embedder.ts';
import { upstreamSettings } from '../../model/upstream/upstream-settings.ts';
import { projectModel } from '../fine-tuning/tuned/project-model.ts';
import { extractByModel } from './extract-by-model.ts';
import { extractByRules } from './extract-by-rules.ts';
import { type MemoryCollections, type MemoryUpdate, memoryCollections, placeOf, type Utterance } from './memory.ts';
import { planOf } from './memory-changes.ts';

export interface UpdateRequest {
  readonly store: string;
  readonly scope: string;
  readonly said: readonly Utterance[];
  /** The update that this one continues. */
  readonly previous?: MemoryUpdate | undefined;
  readonly delayMs: number;
}

/** The memory updater of a project. */
export const projectMemoryUpdater = perProject(
  (project) => new MemoryUpdater(project, memoryCollections(project.store)),
);

/** Executes updates of memories when they are due on the emulator's clock. */
class MemoryUpdater {
  readonly #project: ProjectContext;
  readonly #kept: MemoryCollections;
  readonly #work: BackgroundWork;

  constructor(project: ProjectContext, kept: MemoryCollections) {
    this.#project = project;
    this.#kept = kept;
    this.#work = new BackgroundWork('updates of memories', project);
    this.#work.resume(kept.updates.all({ where: { open: true } }), (update) => this.#schedule(update));
  }

  /** Schedules an update. It replaces a pending update of the same scope and includes its conversation. */
  take({ store, scope, said, previous, delayMs }: UpdateRequest): MemoryUpdate {
    const { updates } = this.#kept;
    const update_id = newId('memupd');
    const update = this.#project.store.transaction(() => {
      const waiting = [...updates.all({ where: { waiting: placeOf(store, scope) } })];
      for (const each of waiting) updates.put({ ...each, status: 'superseded', superseded_by: update_id });
      return updates.put({
        update_id,
        store,
        scope,
        status: 'queued',
        chain: previous?.chain ?? update_id,
        said: [...waiting.flatMap((each) => each.said), ...said],
        due: this.#project.clock.now() + delayMs,
      }).object;
    });
    this.#schedule(update);
    return update;
  }

  #schedule({ update_id, due }: MemoryUpdate): void {
    this.#work.at(update_id, due, () => this.#runUpdate(update_id));
  }

  async #runUpdate(id: string): Promise<void> {
    const { updates, stores } = this.#kept;
    const update = updates.get(id);
    const store = update && stores.get(update.store);
    if (!update || !store || (update.status !== 'queued' && update.status !== 'in_progress')) return;
    updates.put({ ...update, status: 'in_progress' });
    const { clock, settings, closing, log } = this.#project;
    try {
      const extract = upstreamSettings(settings) ? extractByModel(projectModel(this.#project)) : extractByRules;
      const embedder = chooseEmbedder(settings, store.definition.embedding_model);
      const plan = await planOf(update, store, this.#kept, {
        extract,
        embedder,
        now: clock.seconds(),
        signal: closing,
      });
      this.#project.store.transaction(() => {
        if (!stores.get(update.store)) return;
        for (const memory of plan.keep) this.#kept.memories.put(memory);
        for (const { memory_id } of plan.remove) this.#kept.memories.delete(memory_id);
        updates.put({ ...update, status: 'completed', result: plan.result });
      });
    } catch (error) {
      // The emulator stops; the next start repeats the update.
      if (closing.aborted) return;
      log.error('an update of memories failed', { update: id, reason: messageOf(error) });
      updates.put({ ...update, status: 'failed', error: { code: 'server_error', message: messageOf(error) } });
    }
  }
}
