import { stripVTControlCharacters } from 'node:util';

const BAR_WIDTH = 20;

/** A line at the bottom of the terminal that shows how far long work is. Output to a pipe or a file has none. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #begun = performance.now();
  #shown = false;

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    this.#stream = stream;
  }

  /** Shows the text with the seconds since the start. */
  show(text: string): void {
    if (this.#stream.isTTY !== true) return;
    const line = `${text} · ${Math.round((performance.now() - this.#begun) / 1000)} s`;
    this.#stream.write(`\r\u001b[K${line.slice(0, (this.#stream.columns || 80) - 1)}`);
    this.#shown = true;
  }

  /** Prints a line above. The next `show` draws the progress again. */
  print(text: string): void {
    this.clear();
    this.#stream.write(`${this.#stream.isTTY === true ? text : stripVTControlCharacters(text)}\n`);
  }

  clear(): void {
    if (this.#shown) this.#stream.write('\r\u001b[K');
    this.#shown = false;
  }
}

/** For instance `█████░░░░░ 3 of 6`. */
export function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR_WIDTH : Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${done} of ${total}`;
}
