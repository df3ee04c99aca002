import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { docx } from './documents.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foundry-large-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = { FOUNDRY_INDEXING_SECONDS: '0' };
let emulator: TestEmulator;
const openai = () => emulator.projectV1.getOpenAIClient();

async function takenIn(store: string, name: string, content: string | Buffer) {
  const file = await openai().files.create({ file: await toFile(Buffer.from(content), name), purpose: 'assistants' });
  await openai().vectorStores.files.create(store, { file_id: file.id });
  return openai().vectorStores.files.poll(store, file.id, { pollIntervalMs: 50 });
}

/** A word that looks like no other. */
const wordOf = (line: number) =>
  createHash('sha1')
    .update(`${line}`)
    .digest('hex')
    .slice(0, 12)
    .replace(/\d/g, (digit) => 'ghjklmnpqr'.charAt(Number(digit)));

/** A text of so many lines, each with a word of its own. */
const book = (lines: number) =>
  Array.from({ length: lines }, (_, at) => `Line ${at} has the keyword ${wordOf(at)}.`).join('\n');

/** Names of the files in which a search finds a word. */
async function found(store: string, query: string): Promise<string[]> {
  const { data } = await openai().vectorStores.search(store, { query, max_num_results: 20 });
  return [...new Set(data.flatMap(({ filename, content }) => (content[0]?.text.includes(query) ? [filename] : [])))];
}

describe('large files', () => {
  beforeAll(async () => {
    emulator = await startEmulator({ settings, state: folder, inMemory: false });
  });
  afterAll(() => emulator.close());

  it('are indexed while others are served, are searchable to their last line, and leave the index when deleted', async () => {
    const { id: store } = await openai().vectorStores.create({});
    const text = book(60_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(2 * 1024 * 1024);
    const [large, small] = await Promise.all([
      takenIn(store, 'large.txt', text),
      takenIn(store, 'small.txt', 'Nothing but the marker of its own: smallq.'),
    ]);
    expect([large.status, small.status]).toEqual(['completed', 'completed']);
    for (const marker of [wordOf(0), wordOf(31_234), wordOf(59_999)])
      expect(await found(store, marker)).toEqual(['large.txt']);
    const { data } = await openai().vectorStores.files.content(large.id, { vector_store_id: store });
    // Windows of 800 tokens, each with 400 new ones.
    expect(data.length).toBeGreaterThan(1_000);
    expect(data[0]?.text).toMatch(/^Line 0 has/);
    expect(data.at(-1)?.text).toContain(wordOf(59_999));

    await openai().files.delete(large.id);
    expect(await found(store, wordOf(31_234))).toEqual([]);
    expect(await found(store, 'smallq')).toEqual(['small.txt']);
  });

  it('are indexed as documents', async () => {
    const { id: store } = await openai().vectorStores.create({});
    const { status } = await takenIn(store, 'large.docx', docx(book(5_000)));
    expect(status).toBe('completed');
    expect(await found(store, wordOf(4321))).toEqual(['large.docx']);
  });

  it.each([
    ['blank', ' \n'.repeat(100_000), /empty/],
    ['not text further down', Buffer.concat([Buffer.from('x '.repeat(100_000)), Buffer.from([0xc3, 0x28])]), /UTF-8/],
    [
      'cut in the middle of a character',
      Buffer.concat([Buffer.from('x '.repeat(100_000)), Buffer.from([0xe2, 0x82])]),
      /UTF-8/,
    ],
  ])('that are %s fail, and say why', async (_, content, message) => {
    const { id: store } = await openai().vectorStores.create({});
    const { status, last_error } = await takenIn(store, 'bad.txt', content);
    expect(status).toBe('failed');
    expect(last_error).toEqual({ code: 'invalid_file', message: expect.stringMatching(message) });
    expect(await found(store, 'x')).toEqual([]);
  });

  it('without a space are split', async () => {
    const { id: store } = await openai().vectorStores.create({});
    expect((await takenIn(store, 'line.txt', 'x'.repeat(150_000))).status).toBe('completed');
  });

  it('are indexed again when the index was lost', async () => {
    const { id: store } = await openai().vectorStores.create({});
    await takenIn(store, 'kept.txt', book(4_000));
    await emulator.close();
    const lost = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /vector-index/.test(name));
    expect(lost.length).toBeGreaterThan(0);
    for (const name of lost) rmSync(path.join(folder, name));
    emulator = await startEmulator({ settings, state: folder, inMemory: false });
    for (;;) {
      const { file_counts } = await openai().vectorStores.retrieve(store);
      if (file_counts.completed === 1) break;
      expect(file_counts).toMatchObject({ total: 1, failed: 0 });
    }
    expect(await found(store, wordOf(3210))).toEqual(['kept.txt']);
  });
});

it('fails a text with too many tokens', async () => {
  emulator = await startEmulator({ settings: { ...settings, FOUNDRY_MAX_FILE_TOKENS: '20000' } });
  const { id: store } = await openai().vectorStores.create({});
  expect((await takenIn(store, 'fits.txt', 'word '.repeat(19_000))).status).toBe('completed');
  expect(await takenIn(store, 'does-not.txt', 'word '.repeat(21_000))).toMatchObject({
    status: 'failed',
    last_error: { code: 'invalid_file', message: 'The file could not be parsed because it is too large.' },
  });
  expect((await openai().vectorStores.retrieve(store)).file_counts).toMatchObject({ completed: 1, failed: 1 });
  await emulator.close();
});
