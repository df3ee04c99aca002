import { runTask } from '../activities/run-task.ts';
import type { EngineServices } from '../context/engine-services.ts';
import type { HistoryEvent } from '../history/history-event.ts';
import type { StoredTask } from '../store/durable-store.ts';
import { NOW } from '../store/outbox.ts';

/** Milliseconds before an activity that could not be run is repeated. */
const PAUSE = 10_000;

/**
 * Runs activities, up to a limit at once. A task is locked while it runs. When this process dies, the lock expires and
 * the task runs again.
 */
export class TaskQueue {
  readonly #services: EngineServices;
  readonly #committed: (instanceIds: readonly string[]) => void;
  #running = 0;
  #open = true;
  #cancelWakeUp = () => {};

  constructor(services: EngineServices, committed: (instanceIds: readonly string[]) => void) {
    this.#services = services;
    this.#committed = committed;
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  pump(): void {
    const { store, clock, settings } = this.#services;
    const free = settings.maxActivities - this.#running;
    if (!this.#open || free <= 0) return;
    const now = clock.now();
    const tasks = store.transaction(() => store.takeTasks(now, now + settings.visibility, free));
    for (const task of tasks) void this.#run(task);
    this.#armWakeUp(now);
  }

  close(): void {
    this.#open = false;
    this.#cancelWakeUp();
  }

  async #run(task: StoredTask): Promise<void> {
    this.#running++;
    const unlock = this.#keepLocked(task);
    const event = await runTask(task, this.#services).catch((error: Error) => error);
    unlock();
    this.#running--;
    try {
      if (event instanceof Error) this.#postpone(task, event);
      else this.#store(task, event);
      // At once, so that an orchestrator that waits for several results gets the first one first.
      this.#committed([task.instanceId]);
    } catch (error) {
      this.#services.log.error(
        `The result of ${task.name}, instance ${task.instanceId}, could not be stored: ${error}`,
      );
      this.#committed([]);
    }
  }

  #postpone(task: StoredTask, { message }: Error): void {
    const { store, clock, log } = this.#services;
    log.error(
      `${task.name}, instance ${task.instanceId}, could not be run and is tried again in ${PAUSE} ms. ${message}`,
    );
    store.transaction(() => store.lockTask(task.id, clock.now() + PAUSE));
  }

  #store(task: StoredTask, event: HistoryEvent): void {
    const { store, settings } = this.#services;
    const { instanceId, executionId } = task;
    const again = settings.deliverTwice && task.deliveries === 0;
    store.transaction(() => {
      if (again) store.lockTask(task.id, NOW);
      else store.removeTask(task.id);
      store.addMessage({ instanceId, executionId, visibleAt: NOW, event });
    });
  }

  /** Renews the lock after half its time. */
  #keepLocked(task: StoredTask): () => void {
    const { store, clock, settings } = this.#services;
    let cancel = () => {};
    const renewLater = () => {
      cancel = clock.at(clock.now() + settings.visibility / 2, () => {
        store.lockTask(task.id, clock.now() + settings.visibility);
        renewLater();
      });
    };
    renewLater();
    return () => cancel();
  }

  /** Wakes up when the lock of a predecessor's task expires. */
  #armWakeUp(now: number): void {
    const { store, clock } = this.#services;
    this.#cancelWakeUp();
    const next = store.nextTaskAfter(now);
    this.#cancelWakeUp = next === undefined ? () => {} : clock.at(next, () => this.pump());
  }
}
