/** Splits a streamed text into overlapping windows of a number of tokens. */
export class TokenWindows {
  readonly #size: number;
  readonly #overlap: number;
  readonly #decode: (tokens: number[]) => string;
  /** Tokens of the open window, including the overlap. */
  #open: number[] = [];
  #cut = 0;

  constructor(size: number, overlap: number, decode: (tokens: number[]) => string) {
    this.#size = size;
    this.#overlap = overlap;
    this.#decode = decode;
  }

  /** Adds tokens and returns the windows that are now full. */
  push(tokens: readonly number[]): string[] {
    const windows: string[] = [];
    for (const token of tokens) {
      // A next window exists only if another token follows.
      if (this.#open.length === this.#size) windows.push(this.#close());
      this.#open.push(token);
    }
    return windows;
  }

  /** Returns the last window, which may be short. */
  end(): string[] {
    const isNew = this.#open.length > (this.#cut === 0 ? 0 : this.#overlap);
    return isNew ? [this.#close()] : [];
  }

  #close(): string {
    const window = this.#decode(this.#open);
    this.#open = this.#open.slice(this.#size - this.#overlap);
    this.#cut++;
    // Drops the replacement characters of a cut within a character.
    return window.replace(/^\uFFFD+|\uFFFD+$/g, '');
  }
}
