interface OuterCell {
  readonly lines: string[];
  readonly row: string[];
}

/** Builds text from the words, cells and lines of a document, so that words of different blocks never touch. */
export class TextBuilder {
  #lines: string[] = [];
  /** Cells of the row under way. */
  #row: string[] = [];
  /** Text around the open cells, the outermost first. */
  readonly #outer: OuterCell[] = [];
  #line = '';

  /** Adds text to the line as it is. */
  add(text: string): void {
    this.#line += text;
  }

  /** Ends the line, if it has anything on it. */
  endLine(): void {
    const line = this.#line.trim();
    this.#line = '';
    if (line !== '') this.#lines.push(line);
  }

  /** Ends the line and leaves a blank one. */
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

  /** Ends the cell: its lines become one, and stand on the line of its row. */
  endCell(): void {
    const outer = this.#outer.pop();
    if (!outer) return;
    this.endRow();
    const cell = this.#lines.join(' ');
    this.#lines = outer.lines;
    this.#row = outer.row;
    this.#row.push(cell);
  }

  /** Ends the row of a table: its cells become one line, with tabs between them. */
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
