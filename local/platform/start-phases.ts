/** Prints the parts of a start as they become ready. The time counts from the start of this process. */
export class StartPhases {
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Prints for instance `  1.3 s  emulator`. */
  note(part: string): void {
    this.#print(`  ${this.toString().padStart(6)}  ${part}`);
  }

  /** The time until now, for instance `2.9 s`. */
  toString(): string {
    return `${(performance.now() / 1000).toFixed(1)} s`;
  }
}
