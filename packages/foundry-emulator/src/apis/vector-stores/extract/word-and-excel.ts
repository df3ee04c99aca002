import mammoth from 'mammoth';
import readExcel from 'read-excel-file/node';
import { checkPackage } from './zip-check.ts';

/** The text of a document, paragraph by paragraph. */
export async function docxText(bytes: Buffer): Promise<string> {
  checkPackage(bytes);
  const { value } = await mammoth.extractRawText({ buffer: bytes });
  return value.replace(/\n{2,}/g, '\n\n');
}

/** The sheets of a workbook: each under its name, a line for each row, values apart by tabs. */
export async function xlsxText(bytes: Buffer): Promise<string> {
  checkPackage(bytes);
  const sheets = await readExcel(bytes);
  return sheets
    .map(({ sheet, data }) => {
      const rows = data.map((row) => row.map(cellText).join('\t').trimEnd());
      return [sheet, ...rows.filter((row) => row !== '')].join('\n');
    })
    .join('\n\n');
}

const cellText = (cell: unknown): string => {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString() : `${cell}`;
};
