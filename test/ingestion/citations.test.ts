import type { OpenAI } from 'openai';
import { citedBlobs } from '../../shared/ingestion/cited-blobs.ts';
import { contentHash, markOf, plainName, storeTag, uploadName } from '../../shared/ingestion/sync/upload-name.ts';

const tag = storeTag('https://account.queue.core.windows.net', 'handbook');
const hash = contentHash('00ff', 'documents/handbook/returns.md');

describe('the name of an upload', () => {
  it.each([
    ['documents/handbook/returns.md', 'returns.md'],
    ['documents/two words (v2).final.PDF', 'two words (v2).final.pdf'],
    ['documents/no extension', 'no extension'],
    ['documents/.md', '.md'],
    ['documents/tilde~0123456789abc.md', 'tilde~0123456789abc.md'],
    ['documents/手册 🦊.md', '手册 🦊.md'],
    ['documents/"quoted"/a"b\n.md', 'a_b_.md'],
    [`documents/${'x'.repeat(1000)}.md`, `${'x'.repeat(150)}.md`],
  ])('of %s carries a mark that is found again, and reads as %s without it', (path, name) => {
    const upload = uploadName(path, tag, hash);
    expect(markOf(upload)?.tag).toBe(tag);
    expect(plainName(upload)).toBe(name);
    expect(upload.length - name.length).toBe(14);
  });

  it('of another content, deployment or vector store carries another mark', () => {
    const marks = [
      uploadName('a.md', tag, hash),
      uploadName('a.md', tag, contentHash('00fe', 'a.md')),
      uploadName('a.md', tag, contentHash('00ff', 'a.txt')),
      uploadName('a.md', storeTag('https://account.queue.core.windows.net', 'other'), hash),
      uploadName('a.md', storeTag('https://other.queue.core.windows.net', 'handbook'), hash),
    ].map((name) => JSON.stringify(markOf(name)));
    expect(new Set(marks).size).toBe(marks.length);
  });

  it.each([
    'returns.md',
    'a~b.md',
    'a~0123456789abcd.md',
    'a~0123456789ab.md',
    'a~0123456789abu.md',
    'a~0123456789abc.x.md',
  ])('that another program gave has no mark: %s', (name) => {
    expect(markOf(name)).toBeUndefined();
    expect(plainName(name)).toBe(name);
  });
});

describe('what an answer cites', () => {
  const filename = uploadName('documents/handbook/returns.md', tag, hash);
  const citation = (file_id: string, name: string) => ({ type: 'file_citation', file_id, filename: name, index: 3 });
  const message = {
    type: 'message',
    content: [
      {
        type: 'output_text',
        text: 'Within thirty days.',
        annotations: [citation('file-1', filename), citation('file-1', filename), citation('file-2', 'theirs.md')],
      },
    ],
  };
  const search = {
    type: 'file_search_call',
    results: [{ file_id: 'file-1', attributes: { path: 'documents/handbook/returns.md', source: 'handbook' } }],
  };
  const response = (...output: object[]) => ({ output }) as Pick<OpenAI.Responses.Response, 'output'>;

  it('is told by path and source where the response holds what was found', () =>
    expect(citedBlobs(response(search, message))).toEqual([
      { fileId: 'file-1', name: 'returns.md', path: 'documents/handbook/returns.md', source: 'handbook' },
      { fileId: 'file-2', name: 'theirs.md' },
    ]));

  it('is told by the blob’s own name otherwise', () =>
    expect(citedBlobs(response(message))).toEqual([
      { fileId: 'file-1', name: 'returns.md' },
      { fileId: 'file-2', name: 'theirs.md' },
    ]));
});
