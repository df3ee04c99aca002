import { type EngineServices, StepAborted } from '../context/engine-services.ts';
import { stepEntity } from '../entities/entity-step.ts';
import { entityOf } from '../history/entity-id.ts';
import { DueMessages } from './due-messages.ts';
import { InstanceQueue } from './instance-queue.ts';
import { stepOrchestration } from './orchestrator-step.ts';
import { TaskQueue } from './task-queue.ts';

/**
 * First and longest pause in milliseconds before a step that could not be run is repeated. The pause doubles each time.
 */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10 * 60 * 1000;

/** Runs orchestrations, entities and activities. All state is in the store; the engine sleeps while nothing is due. */
export class Engine {
  readonly services: EngineServices;
  readonly #orchestrations: InstanceQueue;
  readonly #entities: InstanceQueue;
  readonly #tasks: TaskQueue;
  readonly #due: DueMessages;
  readonly #aborts = new Map<string, number>();
  #whenIdle: (() => void)[] = [];
  #started = false;

  constructor(services: EngineServices) {
    this.services = services;
    const { maxOrchestrators, maxEntities } = services.settings;
    const step = (instanceId: string) => this.#step(instanceId);
    const stepped = () => this.#notifyIfIdle();
    this.#orchestrations = new InstanceQueue(maxOrchestrators, step, stepped);
    this.#entities = new InstanceQueue(maxEntities, step, stepped);
    this.#tasks = new TaskQueue(services, (instanceIds) => this.committed(instanceIds));
    this.#due = new DueMessages(services.store, services.clock, (instanceIds) => this.#wake(instanceIds));
  }

  /** Resumes the work of an earlier process. */
  start(): void {
    this.#started = true;
    if (this.services.settings.resumeAtOnce) this.services.store.unlockTasks();
    this.#due.sweep();
    this.#tasks.pump();
  }

  /** Starts nothing new and resolves when the running steps have ended. */
  async stop(): Promise<void> {
    this.#started = false;
    this.#orchestrations.close();
    this.#entities.close();
    this.#tasks.close();
    this.#due.close();
    await this.idle();
  }

  /** Call it after each transaction, with the ids of instances that have new messages. */
  committed(instanceIds: readonly string[]): void {
    if (this.#started) {
      this.#due.rearm();
      this.#wake(instanceIds);
      this.#tasks.pump();
    }
    this.#notifyIfIdle();
  }

  /** Resolves when no step runs and none is due. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #notifyIfIdle(): void {
    if (!this.#isIdle) return;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }

  get #isIdle(): boolean {
    return this.#orchestrations.isIdle && this.#entities.isIdle && this.#tasks.isIdle;
  }

  #wake(instanceIds: readonly string[]): void {
    for (const id of instanceIds) (entityOf(id) ? this.#entities : this.#orchestrations).add(id);
  }

  async #step(instanceId: string): Promise<void> {
    const { store, clock, log } = this.services;
    const messages = store.messages(instanceId, clock.now());
    if (messages.length === 0) return;
    try {
      const entity = entityOf(instanceId);
      const touched = entity
        ? await stepEntity(entity, messages, this.services)
        : await stepOrchestration(instanceId, messages, this.services);
      this.#aborts.delete(instanceId);
      this.committed(touched);
    } catch (error) {
      const aborts = this.#aborts.get(instanceId) ?? 0;
      this.#aborts.set(instanceId, aborts + 1);
      const pause = Math.min(FIRST_PAUSE * 2 ** aborts, LONGEST_PAUSE);
      const why = error instanceof StepAborted ? error.message : error instanceof Error ? error.stack : String(error);
      log.error(`A step of instance ${instanceId} could not be made and is tried again in ${pause} ms. ${why}`);
      store.transaction(() =>
        store.postponeMessages(
          messages.map(({ id }) => id),
          clock.now() + pause,
        ),
      );
      this.committed([]);
    }
  }
}
