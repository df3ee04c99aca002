interface OuterCell {
  readonly lines: string[];
  readonly row: string[];
}

/** Builds text from words, cells and lines of a document, and separates the words of different blocks. */
export class TextBuilder {
  #lines: string[] = [];
  /** Cells of the current row. */
  #row: string[] = [];
  /** Text around the open cells, outermost first. */
  readonly #outer: OuterCell[] = [];
  #line = '';

  /** Adds text to the current line. */
  add(text: string): void {
    this.#line += text;
  }

  /** Ends the current line unless it is empty. */
  endLine(): void {
    const line = this.#line.trim();
    this.#line = '';
    if (line !== '') this.#lines.push(line);
  }

  /** Ends the current line and adds a blank one. */
  endBlock(): void {
    this.endLine();
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('');
  }

  startCell(): void {
    this.endLine();
    this.#outer.push({ lines: this.#lines, row: this.#row });
    this.#lines = [];
    this.#row = [];
  }

  /** Ends a cell. Its lines are joined and stand on the line of its row. */
  endCell(): void {
    const outer = this.#outer.pop();
    if (!outer) return;
    this.endRow();
    const cell = this.#lines.join(' ');
    this.#lines = outer.lines;
    this.#row = outer.row;
    this.#row.push(cell);
  }

  /** Ends a row of a table: its cells become one line, separated by tabs. */
  endRow(): void {
    this.endLine();
    const line = this.#row.join('\t').trimEnd();
    this.#row = [];
    if (line !== '') this.#lines.push(line);
  }

  toString(): string {
    while (this.#outer.length > 0) this.endCell();
    this.endRow();
    return this.#lines.join('\n').trim();
  }
}
