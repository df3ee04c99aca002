import { docText } from './doc-text.ts';
import { docxText } from './docx-text.ts';
import { htmlText } from './html-text.ts';
import { pdfText } from './pdf-text.ts';
import { pptxText } from './pptx-text.ts';
import { xlsxText } from './xlsx-text.ts';

/** Readers of documents by their type. They throw FileUnreadable, or whatever their library throws. */
export const DOCUMENT_READERS = {
  pdf: pdfText,
  doc: docText,
  docx: docxText,
  pptx: pptxText,
  xlsx: xlsxText,
  html: htmlText,
} as const;

export type DocumentKind = keyof typeof DOCUMENT_READERS;
