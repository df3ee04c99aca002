import { messageOf, RetryableError } from '../../core/errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { endsPass } from './pass-errors.ts';
import type { SyncContext } from './sync-context.ts';

/** Shortest pause before a task is tried again, in milliseconds. */
const PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** The tasks of a pass besides uploads. Each has a name: one task of a name runs at a time, and not before its pause is over. */
export class BackgroundTasks {
  readonly #context: Pick<SyncContext, 'now' | 'log' | 'store'>;
  readonly #broke: (error: unknown) => void;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #notBefore = new Map<string, number>();
  readonly #failures = new Map<string, number>();

  /** @param broke receives errors that end the pass */
  constructor(context: Pick<SyncContext, 'now' | 'log' | 'store'>, broke: (error: unknown) => void) {
    this.#context = context;
    this.#broke = broke;
  }

  get size(): number {
    return this.#underWay.size;
  }

  isUnderWay(name: string): boolean {
    return this.#underWay.has(name);
  }

  /** Returns the milliseconds until a task may start. */
  waitOf(name: string): number {
    return Math.max(0, (this.#notBefore.get(name) ?? 0) - this.#context.now());
  }

  /**
   * Starts a task, unless it is under way or has to wait.
   * @param isolated true when the task is about one file: whatever else goes wrong with it, the pass goes on, and it is tried again later
   */
  start(name: string, work: () => Promise<void>, { isolated = false } = {}): void {
    if (this.#underWay.has(name) || this.waitOf(name) > 0) return;
    const working = work().then(
      () => void this.#failures.delete(name),
      (error: unknown) => this.#failed(name, error, isolated),
    );
    this.#underWay.set(
      name,
      working.then(() => void this.#underWay.delete(name)),
    );
  }

  #failed(name: string, error: unknown, isolated: boolean): void {
    const { now, log, store } = this.#context;
    const isRetryable = error instanceof RetryableError;
    if (!isRetryable && (!isolated || endsPass(error) || isNotFound(error))) {
      this.#broke(error);
      return;
    }
    const failures = this.#failures.get(name) ?? 0;
    this.#failures.set(name, failures + 1);
    const pause = isRetryable ? Math.max(PAUSE_MS, error.retryAfter) : PAUSE_MS * 4 ** failures;
    this.#notBefore.set(name, now() + Math.min(LONGEST_PAUSE_MS, pause));
    log.warn(`${store}: "${name}" has to wait. ${messageOf(error)}`);
  }

  /** Resolves when all tasks in progress have ended. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#underWay.values()]);
  }
}

/** The vector store itself may be missing: the pass checks that. */
const isNotFound = (error: unknown): boolean => error instanceof RequestError && error.code === 'not_found';
