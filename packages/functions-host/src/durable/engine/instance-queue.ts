/** Runs steps of instances in order: one at a time for each instance, up to a limit for all. */
export class InstanceQueue {
  readonly #limit: number;
  readonly #step: (instanceId: string) => Promise<void>;
  readonly #stepped: () => void;
  readonly #ready = new Set<string>();
  readonly #running = new Set<string>();
  #open = true;

  /**
   * @param step must not reject
   * @param stepped called after each step
   */
  constructor(limit: number, step: (instanceId: string) => Promise<void>, stepped: () => void) {
    this.#limit = limit;
    this.#step = step;
    this.#stepped = stepped;
  }

  get isIdle(): boolean {
    return this.#running.size === 0 && (this.#ready.size === 0 || !this.#open);
  }

  add(instanceId: string): void {
    this.#ready.add(instanceId);
    this.#pump();
  }

  close(): void {
    this.#open = false;
  }

  #pump(): void {
    if (!this.#open) return;
    for (const instanceId of this.#ready) {
      if (this.#running.size >= this.#limit) return;
      if (this.#running.has(instanceId)) continue;
      this.#ready.delete(instanceId);
      this.#running.add(instanceId);
      void this.#step(instanceId).then(() => {
        this.#running.delete(instanceId);
        this.#pump();
        this.#stepped();
      });
    }
  }
}
