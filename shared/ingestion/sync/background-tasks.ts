import { messageOf, RetryableError } from '../../core/errors.ts';
import type { SyncContext } from './sync-context.ts';

/** The least pause before something that had to wait is tried again, milliseconds. */
const PAUSE_MS = 5_000;

/** What a turn does beside its uploads, each by a name: one of a name at a time, and not before it may be tried again. */
export class BackgroundTasks {
  readonly #tools: Pick<SyncContext, 'now' | 'log' | 'store'>;
  readonly #broke: (error: unknown) => void;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #notBefore = new Map<string, number>();

  /** @param broke hears of what cannot be mended by waiting */
  constructor(tools: Pick<SyncContext, 'now' | 'log' | 'store'>, broke: (error: unknown) => void) {
    this.#tools = tools;
    this.#broke = broke;
  }

  get size(): number {
    return this.#underWay.size;
  }

  isUnderWay(name: string): boolean {
    return this.#underWay.has(name);
  }

  /** Milliseconds until it may be tried again; 0 when it may be now. */
  waitOf(name: string): number {
    return Math.max(0, (this.#notBefore.get(name) ?? 0) - this.#tools.now());
  }

  start(name: string, work: () => Promise<void>): void {
    const { now, log, store } = this.#tools;
    if (this.#underWay.has(name) || this.waitOf(name) > 0) return;
    const working = work().catch((error: unknown) => {
      if (!(error instanceof RetryableError)) return this.#broke(error);
      this.#notBefore.set(name, now() + Math.max(PAUSE_MS, error.retryAfter));
      log.warn(`${store}: "${name}" has to wait. ${messageOf(error)}`);
    });
    this.#underWay.set(
      name,
      working.then(() => void this.#underWay.delete(name)),
    );
  }

  /** Done when all that are under way now have ended. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#underWay.values()]);
  }
}
