import path from 'node:path';
import type { Settings } from '../../../core/settings.ts';
import type { DocumentKind } from './documents.ts';
import { unsupported } from './file-unreadable.ts';

/** Reader of a file: a document reader, or `text` for plain text. */
export type FileKind = DocumentKind | 'text';

/** Types that the service indexes. Source: Foundry Agent Service, file search, "Supported file types". */
const SUPPORTED: Readonly<Record<string, FileKind>> = {
  ...Object.fromEntries(
    'c cpp cs css java js json md php py rb sh tex ts txt'.split(' ').map((extension) => [extension, 'text' as const]),
  ),
  doc: 'doc',
  docx: 'docx',
  html: 'html',
  pdf: 'pdf',
  pptx: 'pptx',
};

/** Types that the service refuses and the emulator can read. `FOUNDRY_MORE_FILE_TYPES` allows them. */
const FURTHER: Readonly<Record<string, FileKind>> = {
  ...Object.fromEntries(
    `asc bat cc cfg conf csv env go graphql h hpp ini jsonl jsx kt log lua m markdown mjs mts pl ps1 r rs rst scala sql svg swift toml
    tsv tsx xml yaml yml`
      .split(/\s+/)
      .map((extension) => [extension, 'text' as const]),
  ),
  htm: 'html',
  xlsx: 'xlsx',
};

/** Parses a setting such as `csv, xlsx`, or `all`. */
export const moreFileTypes = (settings: Settings): ReadonlySet<string> =>
  new Set((settings.FOUNDRY_MORE_FILE_TYPES ?? '').toLowerCase().match(/[^\s,.]+/g) ?? []);

/** Returns the reader for a file name. @throws FileUnreadable when neither the service nor the setting supports the type */
export function fileKind(filename: string, more: ReadonlySet<string>): FileKind {
  const extension = path.extname(filename).slice(1).toLowerCase();
  if (Object.hasOwn(SUPPORTED, extension)) return SUPPORTED[extension] ?? 'text';
  const further = Object.hasOwn(FURTHER, extension) ? FURTHER[extension] : undefined;
  if (!further) throw unsupported();
  if (more.has(extension) || more.has('all')) return further;
  throw unsupported(
    ` Azure does not index .${extension} files; set FOUNDRY_MORE_FILE_TYPES=${extension} to index them here.`,
  );
}
