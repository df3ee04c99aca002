/** Cuts a text that comes piece by piece into windows of so many tokens, of which each has some in common with the one before. */
export class TokenWindows {
  readonly #size: number;
  readonly #overlap: number;
  readonly #decode: (tokens: number[]) => string;
  /** Tokens of the window that is being filled: of the last one at least those that it has in common with the next. */
  #open: number[] = [];
  #cut = 0;

  constructor(size: number, overlap: number, decode: (tokens: number[]) => string) {
    this.#size = size;
    this.#overlap = overlap;
    this.#decode = decode;
  }

  /** Takes the next tokens; returns the windows that are full now. */
  push(tokens: readonly number[]): string[] {
    const windows: string[] = [];
    for (const token of tokens) {
      // Only when another token comes is there a next window.
      if (this.#open.length === this.#size) windows.push(this.#close());
      this.#open.push(token);
    }
    return windows;
  }

  /** The last window, which may be short. */
  end(): string[] {
    const isNew = this.#open.length > (this.#cut === 0 ? 0 : this.#overlap);
    return isNew ? [this.#close()] : [];
  }

  #close(): string {
    const window = this.#decode(this.#open);
    this.#open = this.#open.slice(this.#size - this.#overlap);
    this.#cut++;
    // A cut in the middle of a character decodes to replacement marks: they are dropped.
    return window.replace(/^\uFFFD+|\uFFFD+$/g, '');
  }
}
