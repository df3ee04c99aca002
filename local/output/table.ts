const MAX_WIDTH = 100;

/**
 * Aligns rows under their headings. A line has at most 100 columns: the last column is cut with an ellipsis.
 * @returns the lines, without a rule when there are no headings
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = headings.length > 0 ? [headings, ...rows] : rows;
  const columns = Math.max(0, ...all.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]) => {
    const text = widths
      .map((width, at) => (row[at] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
    return text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH - 1)}…` : text;
  };
  const rule = widths
    .map((width) => '─'.repeat(width))
    .join('  ')
    .slice(0, MAX_WIDTH);
  return headings.length > 0 ? [line(headings), rule, ...rows.map(line)] : rows.map(line);
}

/** Turns the tables of a Markdown text into aligned text and removes the escapes; other lines stay. */
export function plainMarkdown(markdown: readonly string[]): string[] {
  const lines: string[] = [];
  let rows: string[][] = [];
  const flush = () => {
    const [headings = [], ...others] = rows;
    if (rows.length > 0)
      lines.push(...(headings.every((cell) => cell === '') ? table([], others) : table(headings, others)));
    rows = [];
  };
  for (const text of markdown) {
    if (!text.startsWith('|')) {
      flush();
      lines.push(withoutEscapes(text));
    } else if (!/^\|(\s*:?-+:?\s*\|)+$/.test(text)) {
      rows.push(
        text
          .split(/(?<!\\)\|/)
          .slice(1, -1)
          .map((cell) => withoutEscapes(cell.trim())),
      );
    } else if (rows.length > 1) {
      // A second rule begins a second table right below the first.
      const heading = rows.pop();
      flush();
      if (heading) rows = [heading];
    }
  }
  flush();
  return lines;
}

const withoutEscapes = (text: string): string =>
  text.replace(/\\([\\`*_{}[\]()#+\-.!|<>~])/g, '$1').replace(/\*\*(.+?)\*\*/g, '$1');
