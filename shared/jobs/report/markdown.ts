/** A table in Markdown; a cell that is undefined is left empty. */
export function table(head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  const line = (cells: readonly (string | number | undefined)[]) =>
    `| ${cells.map((cell) => inCell(cell)).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** A text from outside, so that it is shown as it is and means nothing to Markdown. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&');
}

const inCell = (cell: string | number | undefined): string =>
  typeof cell === 'string' ? plain(cell) : (cell ?? '').toString();

/** A number as a report shows it: three digits that mean something. */
export const figure = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? '–' : String(Number(value.toPrecision(3)));

export const percent = (share: number | undefined): string =>
  share === undefined || !Number.isFinite(share) ? '–' : `${Math.round(share * 1000) / 10} %`;
