/**
 * Result of an orchestrator's action. Unlike a promise it settles synchronously, because a replay must follow the exact
 * order of the history's events within one turn.
 */
export class Future<T> {
  #state: { kind: 'open' } | { kind: 'done'; value: T } | { kind: 'failed'; error: unknown } = { kind: 'open' };
  #listeners: (() => void)[] = [];

  static done<T>(value: T): Future<T> {
    const future = new Future<T>();
    future.resolve(value);
    return future;
  }

  get isOpen(): boolean {
    return this.#state.kind === 'open';
  }

  /**
   * The result.
   * @throws the error of a failed future
   */
  get value(): T {
    if (this.#state.kind === 'failed') throw this.#state.error;
    if (this.#state.kind === 'open') throw new Error('A future was read before it settled.');
    return this.#state.value;
  }

  resolve(value: T): void {
    this.#settle({ kind: 'done', value });
  }

  reject(error: unknown): void {
    this.#settle({ kind: 'failed', error });
  }

  /** Calls back when the future settles, or at once when it has settled. */
  whenSettled(listener: () => void): void {
    if (this.isOpen) this.#listeners.push(listener);
    else listener();
  }

  #settle(state: { kind: 'done'; value: T } | { kind: 'failed'; error: unknown }): void {
    if (!this.isOpen) return;
    this.#state = state;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

/** A routine that waits for futures by yielding them and reads their values itself. */
export type Routine<T> = Generator<Future<unknown>, T, void>;

/** Runs a routine to its first open future, and continues whenever that future settles. */
export function run<T>(routine: Routine<T>): Future<T> {
  const result = new Future<T>();
  const advance = (): void => {
    for (;;) {
      let step: IteratorResult<Future<unknown>, T>;
      try {
        step = routine.next();
      } catch (error) {
        result.reject(error);
        return;
      }
      if (step.done) {
        result.resolve(step.value);
        return;
      }
      if (step.value.isOpen) {
        step.value.whenSettled(advance);
        return;
      }
    }
  };
  advance();
  return result;
}

/** Waits for all futures, then throws the first failure. */
export function* all(futures: readonly Future<unknown>[]): Routine<void> {
  for (const future of futures) if (future.isOpen) yield future;
  for (const future of futures) void future.value;
}

export function any(futures: readonly Future<unknown>[]): Future<void> {
  const first = new Future<void>();
  for (const future of futures) future.whenSettled(() => first.resolve());
  return first;
}
