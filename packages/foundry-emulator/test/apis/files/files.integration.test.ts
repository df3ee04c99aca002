import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type OpenAI from 'openai';
import { toFile } from 'openai';
import type { FilePurpose } from 'openai/resources/files';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let state: string;
let emulator: TestEmulator;
beforeAll(async () => {
  state = mkdtempSync(path.join(tmpdir(), 'foundry-files-'));
  emulator = await startEmulator({ state, inMemory: false });
});
afterAll(async () => {
  await emulator.close();
  rmSync(state, { recursive: true, force: true });
});

const referenceClient = () =>
  emulator.project.getOpenAIClient({
    baseURL: `${emulator.endpoints.project}/openai`,
    defaultQuery: { 'api-version': '2025-11-15-preview' },
    maxRetries: 0,
  });

const clients: [string, () => OpenAI][] = [
  ['the project client', () => emulator.projectV1.getOpenAIClient({ maxRetries: 0 })],
  ['the project client with the reference’s version', referenceClient],
  ['the Azure OpenAI client', () => emulator.azureOpenAI],
];

const text = (content: string, name = 'notes.txt') => toFile(Buffer.from(content), name);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect('success').toBe('failure'),
    (error) => error,
  );
const kept = () => readdirSync(path.join(state, 'content', 'local', 'files'));

describe.each(clients)('files through %s', (_, client) => {
  it('are uploaded, found, downloaded and deleted', async () => {
    const content = 'Zeile eins\n둘째 줄\n'.repeat(1000);
    const made = await client().files.create({ file: await text(content, '메모.txt'), purpose: 'assistants' });
    expect(made).toMatchObject({
      object: 'file',
      bytes: Buffer.byteLength(content),
      filename: '메모.txt',
      purpose: 'assistants',
      status: 'processed',
    });
    expect(await client().files.retrieve(made.id)).toEqual(made);
    expect(await client().files.waitForProcessing(made.id)).toEqual(made);
    expect(await (await client().files.content(made.id)).text()).toBe(content);
    expect(await client().files.delete(made.id)).toEqual({ id: made.id, object: 'file', deleted: true });
    expect((await failure(client().files.retrieve(made.id))).status).toBe(404);
    expect(kept()).not.toContain(made.id);
  });
});

describe('the list of files', () => {
  it('is paged in both orders, and filtered by purpose', async () => {
    const openai = referenceClient();
    const ids: string[] = [];
    for (let at = 0; at < 5; at++)
      ids.push((await openai.files.create({ file: await text(`${at}`), purpose: 'user_data' })).id);
    await openai.files.create({ file: await text('{}', 'x.jsonl'), purpose: 'evals' });
    const listed = async (order: 'asc' | 'desc') => {
      const found: string[] = [];
      for await (const file of openai.files.list({ limit: 2, order, purpose: 'user_data' })) found.push(file.id);
      return found;
    };
    expect(await listed('asc')).toEqual(ids);
    expect(await listed('desc')).toEqual(ids.toReversed());
    const query = 'api-version=2025-11-15-preview&limit=2&purpose=user_data&order=asc';
    const first = await (await emulator.request(`/openai/files?${query}`)).json();
    expect(first).toMatchObject({ object: 'list', has_more: true, first_id: ids[0], last_id: ids[1] });
    expect((await failure(openai.files.list({ after: 'file-none' }).asResponse())).status).toBe(400);
    expect((await failure(openai.files.list({ limit: 10_001 }).asResponse())).status).toBe(400);
  });
});

describe('an upload is refused', () => {
  const upload = async (file: File, purpose: string, more: object = {}) =>
    failure(referenceClient().files.create({ file, purpose: purpose as FilePurpose, ...more }));

  it.each([
    ['an unknown purpose', 'a.txt', 'x', 'testing', {}, 'purpose is "testing"; it must be one of assistants, batch'],
    ['an empty file', 'a.txt', '', 'user_data', {}, 'a.txt is empty'],
    ['a training file that is not named as JSON lines', 'a.csv', 'x', 'fine-tune', {}, 'whose name ends with .jsonl'],
    [
      'an expiry without anchor',
      'a.txt',
      'x',
      'user_data',
      { expires_after: { seconds: 3600 } },
      'anchor must be created_at',
    ],
    [
      'an expiry of a minute',
      'a.txt',
      'x',
      'user_data',
      { expires_after: { anchor: 'created_at', seconds: 60 } },
      'from 3600 to 2592000',
    ],
  ])('for %s', async (_, name, content, purpose, more, message) => {
    const before = kept().length;
    const error = await upload(await text(content, name), purpose, more);
    expect(error.status).toBe(400);
    expect(error.message).toContain(message);
    expect(kept()).toHaveLength(before);
  });

  it('for a body other than a form, a form without a file, and an incomplete form', async () => {
    const post = async (body: string, type?: string) => {
      const response = await emulator.request('/openai/files', {
        method: 'POST',
        body,
        headers: type === undefined ? {} : { 'content-type': type },
      });
      return {
        status: response.status,
        message: ((await response.json()) as { error: { message: string } }).error.message,
      };
    };
    const before = kept().length;
    expect(await post('{}')).toMatchObject({
      status: 400,
      message: expect.stringContaining('must be multipart/form-data'),
    });
    expect(await post('', 'multipart/form-data')).toMatchObject({ status: 400 });
    const none = '--x\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n--x--\r\n';
    expect(await post(none, 'multipart/form-data; boundary=x')).toMatchObject({
      status: 400,
      message: expect.stringContaining('no file'),
    });
    const cut = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc';
    expect(await post(cut, 'multipart/form-data; boundary=x')).toMatchObject({
      status: 400,
      message: expect.stringContaining('cannot be read'),
    });
    const elsewhere = `--x\r\ncontent-disposition: form-data; name="upload"; filename="a.txt"\r\n\r\nabc\r\n--x--\r\n`;
    expect(await post(elsewhere, 'multipart/form-data; boundary=x')).toMatchObject({
      status: 400,
      message: expect.stringContaining('belongs in "file"'),
    });
    expect(kept()).toHaveLength(before);
  });

  it('for more bytes than its purpose allows, before they all arrive', async () => {
    const before = kept().length;
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let sent = 0;
    const head =
      '--x\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n';
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from(head)),
      pull: (controller) => {
        // Endless: only a refusal on the way can end it.
        sent += 1;
        controller.enqueue(chunk);
      },
    });
    const response = await emulator.request('/openai/files', {
      method: 'POST',
      body,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      ...{ duplex: 'half' },
    });
    expect(response.status).toBe(413);
    expect(sent).toBeGreaterThan(200);
    expect(kept()).toHaveLength(before);
  });
});

describe('a file that expires', () => {
  it('is deleted at its expiration time, which it shows', async () => {
    const openai = referenceClient();
    const file = await openai.files.create({
      file: await text('x'),
      purpose: 'user_data',
      expires_after: { anchor: 'created_at', seconds: 3600 },
    });
    expect(file.expires_at).toBe(file.created_at + 3600);
    await emulator.admin('POST', 'clock', { advance: 'PT59M' });
    expect((await openai.files.retrieve(file.id)).id).toBe(file.id);
    await emulator.admin('POST', 'clock', { advance: 'PT2M' });
    expect((await failure(openai.files.retrieve(file.id))).status).toBe(404);
    expect(kept()).not.toContain(file.id);
  });

  it('is a batch file after thirty days by default', async () => {
    const file = await referenceClient().files.create({ file: await text('{}', 'b.jsonl'), purpose: 'batch' });
    expect(file.expires_at).toBe(file.created_at + 30 * 86_400);
  });
});

describe('files over a restart', () => {
  it('remain with their expiration; incomplete uploads do not', async () => {
    const file = await referenceClient().files.create({
      file: await text('kept'),
      purpose: 'user_data',
      expires_after: { anchor: 'created_at', seconds: 7200 },
    });
    await emulator.close();
    writeFileSync(path.join(state, 'content', 'local', 'files', 'file-stray.part'), 'half');
    emulator = await startEmulator({ state, inMemory: false });
    expect(await (await referenceClient().files.content(file.id)).text()).toBe('kept');
    expect(kept()).not.toContain('file-stray.part');
    await emulator.admin('POST', 'clock', { advance: 'PT2H1M' });
    expect((await failure(referenceClient().files.retrieve(file.id))).status).toBe(404);
  });

  it('are deleted by a reset', async () => {
    await referenceClient().files.create({ file: await text('x'), purpose: 'user_data' });
    await emulator.admin('POST', 'reset');
    expect((await referenceClient().files.list()).data).toEqual([]);
    expect(kept()).toEqual([]);
  });
});

it('are shown as uploaded for the processing time of a setting', async () => {
  const slow = await startEmulator({ state, settings: { FOUNDRY_FILE_PROCESSING_SECONDS: '30' } });
  try {
    const { id, status } = await slow.azureOpenAI.files.create({ file: await text('x'), purpose: 'user_data' });
    expect(status).toBe('uploaded');
    await slow.admin('POST', 'clock', { advance: 'PT31S' });
    expect((await slow.azureOpenAI.files.retrieve(id)).status).toBe('processed');
  } finally {
    await slow.close();
  }
});
