import { CitationReader, citationMark, withMarks } from '../../../src/tools/file-search/citations.ts';

const MARK = citationMark({ fileId: 'file-1', filename: 'a.md' });

it('finds a mark however the text is cut', () => {
  const whole = `Six. ${MARK} And more.`;
  for (let cut = 0; cut <= whole.length; cut++) {
    const reader = new CitationReader();
    const pieces = [...reader.add(whole.slice(0, cut)), ...reader.add(whole.slice(cut)), ...reader.end()];
    expect(pieces.map(({ text }) => text).join('')).toBe('Six.  And more.');
    expect(pieces.flatMap(({ cited }) => cited ?? [])).toEqual([{ fileId: 'file-1', filename: 'a.md' }]);
  }
});

it('leaves brackets that are not marks unchanged', () => {
  const reader = new CitationReader();
  const text = ['【', 'quoted】', ' and 【open'];
  const pieces = [...text.flatMap((each) => reader.add(each)), ...reader.end()];
  expect(pieces.map((piece) => piece.text).join('')).toBe(text.join(''));
});

it('puts marks back where the annotations are', () => {
  const annotations = [{ type: 'file_citation', index: 5, file_id: 'file-1', filename: 'a.md' }];
  expect(withMarks('Six.  And more.', annotations)).toBe(`Six. ${MARK} And more.`);
});
