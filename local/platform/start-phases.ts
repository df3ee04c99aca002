/** The times at which the parts of a start were ready, for one line of output. */
export class StartPhases {
  readonly #begun: number;
  readonly #notes: string[] = [];

  /** @param begun as `performance.now()` returned it */
  constructor(begun: number) {
    this.#begun = begun;
  }

  note(part: string): void {
    this.#notes.push(`${part} ${this.#seconds()}`);
  }

  /** For instance `2.9 s (app built 0.4 s, storage 0.7 s, emulator 1.3 s, functions 2.9 s)`. */
  toString(): string {
    return `${this.#seconds()} (${this.#notes.join(', ')})`;
  }

  #seconds(): string {
    return `${((performance.now() - this.#begun) / 1000).toFixed(1)} s`;
  }
}
