import { defineConfig } from '../../shared/config/define-config.ts';
import { placesOf, sourceMap } from '../../shared/ingestion/sources/source-map.ts';

const map = sourceMap(
  defineConfig({
    ingestion: {
      handbook: {
        from: ['documents/handbook/**/*.{md,pdf}', 'documents/handbook/*.txt'],
        exclude: 'documents/**/drafts/**',
      },
      rest: { from: 'documents/**', store: 'everything' },
    },
  }).ingestion,
);

describe('sources', () => {
  it.each([
    ['documents/handbook/a.md', 'handbook'],
    ['documents/handbook/deep/er/b.pdf', 'handbook'],
    ['documents/handbook/c.txt', 'handbook'],
    ['documents/handbook/deep/c.txt', 'rest'],
    ['documents/handbook/drafts/a.md', 'rest'],
    ['documents/x [1] {2} (3) \\ ü.md', 'rest'],
    ['other/a.md', undefined],
  ])('%s belongs to %s', (path, source) => expect(map.sourceOf(path)?.name).toBe(source));

  it('know where their blobs can be, without looking twice', () =>
    expect(placesOf({ from: ['documents/handbook/**/*.md', 'documents/handbook/x/*.txt', 'other/**'] })).toEqual([
      { container: 'documents', prefix: 'handbook/' },
      { container: 'other', prefix: '' },
    ]));

  it.each([
    ['a place without a container', { from: '**/*.md' }, /ingestion\.a\.from: .*container/],
    [
      'too much overlap',
      { from: 'documents/**', chunking: { maxTokens: 800, overlap: 500 } },
      /chunking\.overlap: is more than half/,
    ],
    ['a setting nobody knows', { from: 'documents/**', chunks: 1 }, /chunks is not a known setting/],
  ])('refuse %s', (_, source, message) =>
    expect(() => defineConfig({ ingestion: { a: source } } as never)).toThrow(message),
  );
});
