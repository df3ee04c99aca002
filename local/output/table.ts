const MAX_WIDTH = 100;
/** A column is not made narrower than this. */
const MIN_COLUMN = 8;
const GAP = '  ';

/**
 * Aligns rows under their headings. Where a line would be longer than the width, the widest columns are cut with an ellipsis.
 * @returns the lines, without a rule when there are no headings
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], width = MAX_WIDTH): string[] {
  const all = headings.length > 0 ? [headings, ...rows] : rows;
  const columns = Math.max(0, ...all.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  shrink(widths, width);
  const line = (row: readonly string[]) =>
    widths
      .map((size, at) => cut(row[at] ?? '', size).padEnd(size))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((size) => '─'.repeat(size)).join(GAP);
  return headings.length > 0 ? [line(headings), rule, ...rows.map(line)] : rows.map(line);
}

function shrink(widths: number[], width: number): void {
  const total = () => widths.reduce((sum, size) => sum + size + GAP.length, -GAP.length);
  while (total() > width) {
    const widest = widths.indexOf(Math.max(...widths));
    const size = widths[widest];
    if (size === undefined || size <= MIN_COLUMN) return;
    widths[widest] = size - 1;
  }
}

const cut = (text: string, size: number): string => (text.length > size ? `${text.slice(0, size - 1)}…` : text);
