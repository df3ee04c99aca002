import path from 'node:path';
import type { Readable } from 'node:stream';
import { decodeText } from './decode-text.ts';
import type { DocumentReader } from './document-reader.ts';
import type { DocumentKind } from './documents.ts';
import { unparsable, unsupported } from './file-unreadable.ts';

export interface ReadableFile {
  readonly filename: string;
  readonly bytes: number;
  readonly path: string;
  open(): Readable;
}

export interface ExtractOptions {
  readonly documents: DocumentReader;
  /** Bytes of text that a file may have. */
  readonly most: number;
  /** Bytes of a text that is read here; a larger one is left where it is. */
  readonly small: number;
}

/** A text as it is at hand, or the file that is nothing else. */
export type FoundText = { readonly whole: string } | { readonly path: string };

/** Files that are text as they stand. */
const TEXT = new Set(
  `asc bat c cc cfg conf cpp cs css csv env go graphql h hpp ini java js json jsonl jsx kt log lua m md markdown mjs mts
  php pl ps1 py r rb rs rst scala sh sql svg swift tex toml ts tsv tsx txt xml yaml yml`.split(/\s+/),
);

const DOCUMENT_KINDS: Readonly<Record<string, DocumentKind>> = {
  pdf: 'pdf',
  docx: 'docx',
  pptx: 'pptx',
  xlsx: 'xlsx',
  html: 'html',
  htm: 'html',
};

/** The text of a file, by the type its name says. @throws FileUnreadable when it has none that can be read */
export async function extractText(
  { filename, bytes, path: place, open }: ReadableFile,
  { documents, most, small }: ExtractOptions,
): Promise<FoundText> {
  const extension = path.extname(filename).slice(1).toLowerCase();
  const kind = DOCUMENT_KINDS[extension];
  if (!kind && !TEXT.has(extension)) throw unsupported();
  if (!kind && bytes > most) throw unparsable('is too large');
  if (!kind && bytes > small) return { path: place };
  const content = Buffer.concat(await open().toArray());
  const text = kind ? await documents.read(kind, content) : decodeText(content);
  if (text.trim() === '') throw unparsable('is empty');
  if (Buffer.byteLength(text) > most) throw unparsable('is too large');
  return { whole: text };
}
