/** A sequence that is written once and read by any number of readers, each from where it likes, until it ends. */
export class Tape<T> {
  readonly #entries: T[] = [];
  #ended = false;
  #news = Promise.withResolvers<void>();

  get entries(): readonly T[] {
    return this.#entries;
  }

  /** Does nothing once the tape has ended. */
  add(entry: T): void {
    if (this.#ended) return;
    this.#entries.push(entry);
    this.#tell();
  }

  end(): void {
    this.#ended = true;
    this.#tell();
  }

  /** The entries from the one numbered `from` on, as they come, until the tape ends. */
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
