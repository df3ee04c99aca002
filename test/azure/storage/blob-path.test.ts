import { BlobServiceClient } from '@azure/storage-blob';
import fc from 'fast-check';
import { BlobPath } from '../../../shared/azure/storage/blob-path.ts';

const service = BlobServiceClient.fromConnectionString('UseDevelopmentStorage=true');

/** The address that a blob client of this path sends its requests to. */
const addressOf = ({ container, name }: BlobPath) =>
  new URL(service.getContainerClient(container).getBlobClient(name).url).pathname;

describe('BlobPath', () => {
  it.each([
    'data/a.jsonl',
    'data/folder/a b.jsonl',
    'training-data/100%.txt',
    'data/ä/ö.md',
    'data/...',
    'data/.hidden',
    'data/a..b',
  ])('accepts %s', (text) => {
    expect(BlobPath.parse(text)?.toString()).toBe(text);
  });

  it.each([
    'data',
    'data/',
    '/data/x',
    'data//x',
    'data/x/',
    'data/..',
    'data/.',
    'data/../private-things/x.jsonl',
    'data/a/../../private-things/x',
    'data/./x',
    'data\\..\\x',
    'data/a\\x',
    'data/%2e%2e/private-things/x',
    'data/%2E%2e/x',
    'data/.%2e/x',
    'data/%252e%252e/x',
    'data/a%2fb/../x',
    'data/%2f',
    'data/a%5cb',
    'data/a%00b',
    'data/a\tb',
    'data/a\nb',
    'data/.\t./x',
    'data/\ud800',
    'Data/x',
    'a/x',
    `data/${'x'.repeat(1_025)}`,
  ])('rejects %p', (text) => {
    expect(BlobPath.parse(text)).toBeUndefined();
  });

  it('never names a blob outside of its container, whatever the text', () => {
    const pieces = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2E',
      '%2f',
      '%5c',
      '%25',
      '%252e',
      'a',
      'private-things',
      '\t',
      '\n',
      ' ',
      'ü',
      '%',
      '?',
      '#',
    );
    const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => `data/${parts.join('')}`);
    fc.assert(
      fc.property(
        fc.oneof(
          texts,
          fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `data/${text}`),
        ),
        (text) => {
          const path = BlobPath.parse(text);
          if (path === undefined) return;
          const address = addressOf(path);
          expect(address).toMatch(/^\/devstoreaccount1\/data\/./);
          expect(decodeURIComponent(address.slice('/devstoreaccount1/data/'.length))).toBe(path.name);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
