import { isRecord } from '../../core/json-schema.ts';

/** A file that an answer quotes. */
export interface CitedFile {
  readonly fileId: string;
  readonly filename: string;
}

const MARK = /【(file-[\w-]+)†([^】]*)】/g;

/** Maximum characters of a citation mark. */
const LONGEST_MARK = 400;

/** Citation mark that a model writes. The answer has an annotation instead. */
export const citationMark = ({ fileId, filename }: CitedFile): string =>
  `【${fileId}†${filename.replaceAll('】', ')')}】`;

/** A part of an answer: text, then the file it cites, if any. */
export interface CitedPiece {
  readonly text: string;
  readonly cited?: CitedFile;
}

/** Removes citation marks from a streamed text. A possible beginning of a mark is held back until it is decided. */
export class CitationReader {
  #held = '';

  add(delta: string): CitedPiece[] {
    const text = this.#held + delta;
    const open = text.lastIndexOf('【');
    const unclear = open >= 0 && !text.includes('】', open) && text.length - open < LONGEST_MARK;
    this.#held = unclear ? text.slice(open) : '';
    return piecesOf(unclear ? text.slice(0, open) : text);
  }

  /** Returns the text that was held back. */
  end(): CitedPiece[] {
    const text = this.#held;
    this.#held = '';
    return piecesOf(text);
  }
}

/** Returns a text with citation marks instead of annotations, as the model wrote it. */
export function withMarks(text: string, annotations: unknown): string {
  const cited = (Array.isArray(annotations) ? annotations : []).filter(
    (each: unknown) => isRecord(each) && each.type === 'file_citation',
  );
  return cited.reduceRight<string>(
    (marked, { index, file_id, filename }) =>
      `${marked.slice(0, index)}${citationMark({ fileId: `${file_id}`, filename: `${filename}` })}${marked.slice(index)}`,
    text,
  );
}

function piecesOf(text: string): CitedPiece[] {
  const pieces: CitedPiece[] = [];
  let at = 0;
  for (const mark of text.matchAll(MARK)) {
    const [whole, fileId = '', filename = ''] = mark;
    pieces.push({ text: text.slice(at, mark.index), cited: { fileId, filename } });
    at = mark.index + whole.length;
  }
  return at < text.length ? [...pieces, { text: text.slice(at) }] : pieces;
}
