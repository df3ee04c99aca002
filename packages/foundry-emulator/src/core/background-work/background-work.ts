import { messageOf } from '../../../../../shared/core/errors.ts';
import type { Timer } from '../clock/clock.ts';
import type { ProjectContext } from '../project/project-context.ts';

/** One step of background work. It checks its signal after each wait and changes nothing once that is aborted. */
export type Step = (signal: AbortSignal) => unknown;

interface Entry {
  readonly stop: AbortController;
  timer?: Timer | undefined;
  running: number;
}

type Parts = Pick<ProjectContext, 'clock' | 'closing' | 'log' | 'onClose'>;

/**
 * Background work of one kind in a project, by key: at most one pending step for each. All long-running operations use it, so
 * that they resume, cancel and close by one rule:
 * - Resume: the state of the work is in the store. `resume` schedules what the store lists as unfinished; a step that was
 *   interrupted runs again.
 * - Cancel: the pending step is dropped and the signal of the running one is aborted; whatever it throws then is ignored.
 * - Close: every key is cancelled with the reason `stopped`, and the project waits for the running steps.
 * - A step that throws is logged; the owner records failures of its own objects.
 */
export class BackgroundWork {
  readonly #name: string;
  readonly #parts: Parts;
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Set<Promise<void>>();

  /** @param name of the work in log entries, such as `evaluation run` */
  constructor(name: string, parts: Parts) {
    this.#name = name;
    this.#parts = parts;
    parts.closing.addEventListener('abort', () => {
      for (const key of [...this.#entries.keys()]) this.cancel(key, 'stopped');
    });
    parts.onClose(() => this.settled());
  }

  /** Schedules unfinished work of an earlier process. */
  resume<T>(unfinished: Iterable<T>, schedule: (object: T) => void): void {
    const objects = [...unfinished];
    for (const object of objects) schedule(object);
    if (objects.length > 0) this.#parts.log.info(`resumed work: ${this.#name}`, { count: objects.length });
  }

  /** Runs a step when the emulator's clock reaches `due`, in place of the key's pending step. An advance of the clock waits for it. */
  at(key: string, due: number, step: Step): void {
    const entry = this.#entry(key);
    if (!entry) return;
    entry.timer?.cancel();
    entry.timer = this.#parts.clock.at(due, () => {
      entry.timer = undefined;
      return this.#run(key, entry, step);
    });
  }

  /** Runs a step after the current request, also when it has been cancelled by then. Resolves when the step has ended. */
  start(key: string, step: Step): Promise<void> {
    const entry = this.#entry(key);
    if (!entry) return Promise.resolve();
    const begun = new Promise<void>((resolve) => setImmediate(resolve));
    return this.#track(
      key,
      entry,
      begun.then(() => step(entry.stop.signal)),
    );
  }

  /** True while the key has a pending or a running step. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** @param reason message of the abort reason that the running step sees */
  cancel(key: string, reason = 'cancelled'): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.timer?.cancel();
    entry.timer = undefined;
    this.#entries.delete(key);
    entry.stop.abort(new Error(reason));
  }

  /** Resolves when the steps that run now have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** The key's entry, or undefined when the project closes. */
  #entry(key: string): Entry | undefined {
    if (this.#parts.closing.aborted) return undefined;
    const known = this.#entries.get(key);
    if (known) return known;
    const made: Entry = { stop: new AbortController(), running: 0 };
    this.#entries.set(key, made);
    return made;
  }

  async #run(key: string, entry: Entry, step: Step): Promise<void> {
    await this.#track(key, entry, (async () => step(entry.stop.signal))());
  }

  #track(key: string, entry: Entry, work: Promise<unknown>): Promise<void> {
    entry.running++;
    const running = work
      .then(
        () => {},
        (error: unknown) => {
          if (entry.stop.signal.aborted) return;
          this.#parts.log.error(`background work failed: ${this.#name}`, { key, reason: messageOf(error) });
        },
      )
      .finally(() => {
        this.#running.delete(running);
        entry.running--;
        if (!entry.timer && entry.running === 0 && this.#entries.get(key) === entry) this.#entries.delete(key);
      });
    this.#running.add(running);
    return running;
  }
}
