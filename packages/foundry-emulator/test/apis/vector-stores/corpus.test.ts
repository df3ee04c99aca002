import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DOCUMENT_READERS, type DocumentKind } from '../../../src/apis/vector-stores/extract/documents.ts';

/**
 * Documents in thirteen languages, made by LibreOffice 7.4, pandoc 2.17, WeasyPrint and wkhtmltopdf, and their text as other extractors give it: pandoc for
 * Word and HTML, LibreOffice for .doc and workbooks (as shown), poppler for slides, and the source page for PDF.
 */
const FOLDER = path.join(import.meta.dirname, 'corpus');
const expected: Readonly<Record<string, string>> = JSON.parse(readFileSync(path.join(FOLDER, 'expected.json'), 'utf8'));

/** Words, and each character of scripts that write no spaces. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}\p{M}]+/gu) ?? [];

function recall(wanted: string, given: string): { recall: number; missing: string[] } {
  const counts = new Map<string, number>();
  for (const word of wordsOf(given)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = wordsOf(wanted);
  const missing = words.filter((word) => {
    const count = counts.get(word) ?? 0;
    counts.set(word, count - 1);
    return count <= 0;
  });
  return { recall: 1 - missing.length / words.length, missing };
}

const files = readdirSync(FOLDER).filter((name) => name !== 'expected.json');

describe('document readers on the corpus', () => {
  it('cover at least 60 files of all formats', () => {
    expect(files.length).toBeGreaterThanOrEqual(60);
    expect([...new Set(files.map((name) => path.extname(name)))].sort()).toEqual(
      Object.keys(DOCUMENT_READERS)
        .map((kind) => `.${kind}`)
        .sort(),
    );
  });

  it.each(files)('find the words of %s', async (name) => {
    const read = DOCUMENT_READERS[path.extname(name).slice(1) as DocumentKind];
    const text = await read(readFileSync(path.join(FOLDER, name)));
    const result = recall(expected[name] ?? '', text);
    expect({ ...result, recall: result.recall >= 0.97 || result.recall }).toEqual({
      recall: true,
      missing: expect.anything(),
    });
  });
});
