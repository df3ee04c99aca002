import path from 'node:path';
import { INDEXED_FILE_TYPES } from '../../../../../../shared/core/indexed-file-types.ts';
import type { Settings } from '../../../core/settings.ts';
import type { DocumentKind } from './documents.ts';
import { unsupported } from './file-unreadable.ts';

/** Reader of a file: a document reader, or `text` for plain text. */
export type FileKind = DocumentKind | 'text';

/** Readers of the types that are documents. */
const DOCUMENTS: Readonly<Record<string, FileKind>> = {
  doc: 'doc',
  docx: 'docx',
  htm: 'html',
  html: 'html',
  pdf: 'pdf',
  pptx: 'pptx',
  xlsx: 'xlsx',
};

/** Types that the service refuses and the emulator can read. `FOUNDRY_MORE_FILE_TYPES` allows them. */
const FURTHER: readonly string[] =
  `asc bat cc cfg conf csv env go graphql h hpp htm ini jsonl jsx kt log lua m markdown mjs mts pl ps1 r rs rst scala sql svg swift
  toml tsv tsx xlsx xml yaml yml`.split(/\s+/);

/** Parses a setting such as `csv, xlsx`, or `all`. */
export const moreFileTypes = (settings: Settings): ReadonlySet<string> =>
  new Set((settings.FOUNDRY_MORE_FILE_TYPES ?? '').toLowerCase().match(/[^\s,.]+/g) ?? []);

/** Returns the reader for a file name. @throws FileUnreadable when neither the service nor the setting supports the type */
export function fileKind(filename: string, more: ReadonlySet<string>): FileKind {
  const extension = path.extname(filename).slice(1).toLowerCase();
  const kind = Object.hasOwn(DOCUMENTS, extension) ? (DOCUMENTS[extension] ?? 'text') : 'text';
  if (INDEXED_FILE_TYPES.includes(extension)) return kind;
  if (!FURTHER.includes(extension)) throw unsupported();
  if (more.has(extension) || more.has('all')) return kind;
  throw unsupported(
    ` Azure does not index .${extension} files; set FOUNDRY_MORE_FILE_TYPES=${extension} to index them here.`,
  );
}
