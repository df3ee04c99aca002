import { htmlText } from './html-text.ts';
import { pdfText } from './pdf-text.ts';
import { pptxText } from './pptx-text.ts';
import { docxText, xlsxText } from './word-and-excel.ts';

/** How the text of a document is had from its bytes. They throw FileUnreadable, or whatever their library throws. */
export const DOCUMENTS = {
  pdf: pdfText,
  docx: docxText,
  pptx: pptxText,
  xlsx: xlsxText,
  html: htmlText,
} as const;

export type DocumentKind = keyof typeof DOCUMENTS;
