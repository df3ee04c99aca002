import path from 'node:path';
import type { Readable } from 'node:stream';
import { MAX_TEXT_BYTES } from '../../limits.ts';
import { decodeText } from './decode-text.ts';
import { unparsable, unsupported } from './file-unreadable.ts';

export interface Readme {
  readonly filename: string;
  readonly bytes: number;
  open(): Readable;
}

type Extract = (bytes: Buffer) => string | Promise<string>;

const TEXT =
  `asc bat c cc cfg conf cpp cs css csv env go graphql h hpp ini java js json jsonl jsx kt log lua m md markdown mjs mts
  php pl ps1 py r rb rs rst scala sh sql svg swift tex toml ts tsv tsx txt xml yaml yml`.split(/\s+/);

const EXTRACTORS: Readonly<Record<string, Extract>> = {
  ...Object.fromEntries(TEXT.map((extension) => [extension, decodeText])),
};

/** The text of a file, by the type its name says. @throws FileUnreadable when it has none that can be read */
export async function extractText({ filename, bytes, open }: Readme): Promise<string> {
  const extract = EXTRACTORS[path.extname(filename).slice(1).toLowerCase()];
  if (!extract) throw unsupported();
  if (extract === decodeText && bytes > MAX_TEXT_BYTES) throw unparsable('is too large');
  const text = await extract(Buffer.concat(await open().toArray()));
  if (text.trim() === '') throw unparsable('is empty');
  return text;
}
