import { docText } from './doc-text.ts';
import { docxText } from './docx-text.ts';
import { htmlText } from './html-text.ts';
import { pdfText } from './pdf-text.ts';
import { pptxText } from './pptx-text.ts';
import { xlsxText } from './xlsx-text.ts';

/** Readers by document type. They throw FileUnreadable, or an error of their library. */
export const DOCUMENT_READERS = {
  pdf: pdfText,
  doc: docText,
  docx: docxText,
  pptx: pptxText,
  xlsx: xlsxText,
  html: htmlText,
} as const;

export type DocumentKind = keyof typeof DOCUMENT_READERS;
