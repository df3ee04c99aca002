/** Append-only sequence with any number of readers, each from a position of its own, until it ends. */
export class EventBuffer<T> {
  readonly #entries: T[] = [];
  #ended = false;
  #news = Promise.withResolvers<void>();

  get entries(): readonly T[] {
    return this.#entries;
  }

  /** Has no effect after the end. */
  add(entry: T): void {
    if (this.#ended) return;
    this.#entries.push(entry);
    this.#tell();
  }

  end(): void {
    this.#ended = true;
    this.#tell();
  }

  /** Yields the entries from position `from` on as they are added, until the end. */
  async *read(from = 0): AsyncGenerator<T> {
    for (let next = from; ; next++) {
      while (next >= this.#entries.length) {
        if (this.#ended) return;
        await this.#news.promise;
      }
      yield* this.#entries.slice(next, next + 1);
    }
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
