import { table } from './table.ts';

/** Turns the tables of a Markdown text into aligned text and removes the escapes; other lines stay. */
export function plainMarkdown(markdown: readonly string[], width?: number): string[] {
  const lines: string[] = [];
  let rows: string[][] = [];
  const flush = () => {
    const [headings = [], ...others] = rows;
    if (rows.length > 0)
      lines.push(
        ...(headings.every((cell) => cell === '') ? table([], others, width) : table(headings, others, width)),
      );
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
