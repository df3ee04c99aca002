import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AzureOpenAI, OpenAI, toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator({ clock: { scale: 0 } });
});
afterAll(() => emulator?.close());

type Client = Pick<OpenAI, 'batches' | 'files'>;
const v1 = (of = emulator, endpoint: 'project' | 'azureOpenAI' = 'azureOpenAI') =>
  new OpenAI({ baseURL: `${of.endpoints[endpoint]}/openai/v1`, apiKey: 'any', maxRetries: 0 });
const azure = (apiVersion: string) =>
  new AzureOpenAI({ endpoint: emulator.endpoints.azureOpenAI, apiKey: 'any', apiVersion, maxRetries: 0 });
const advance = (duration: string, of = emulator) => of.admin('POST', 'clock', { advance: duration });

const CHAT = '/v1/chat/completions';
const chat = (custom_id: string, more: object = {}, url = CHAT) => ({
  custom_id,
  method: 'POST',
  url,
  body: { model: 'gpt-4o', messages: [{ role: 'user', content: `My name is ${custom_id}.` }], ...more },
});

async function create(client: Client, lines: readonly (object | string)[], endpoint = CHAT, more: object = {}) {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const file = await client.files.create({ purpose: 'batch', file: await toFile(Buffer.from(text), 'requests.jsonl') });
  return client.batches.create({
    input_file_id: file.id,
    endpoint: endpoint as '/v1/chat/completions',
    completion_window: '24h',
    ...more,
  });
}

async function linesOf(client: Client, fileId: string | null | undefined) {
  const text = await (await client.files.content(`${fileId}`)).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe.each(['project', 'azureOpenAI'] as const)('a batch on the endpoint %s', (endpoint) => {
  it('sends each request to its operation, and writes answers and errors to files', async () => {
    const client = v1(emulator, endpoint);
    const lines = [chat('a'), chat('b', { temperature: 9 }), chat('c')];
    const { id, status } = await create(client, lines, CHAT, { metadata: { team: 'x' } });
    expect(status).toBe('validating');
    await advance('PT1S');
    expect(await client.batches.retrieve(id)).toMatchObject({ status: 'in_progress', request_counts: { total: 3 } });
    await advance('PT2S');
    const batch = await client.batches.retrieve(id);
    expect(batch).toMatchObject({
      status: 'completed',
      model: 'gpt-4o',
      metadata: { team: 'x' },
      request_counts: { total: 3, completed: 2, failed: 1 },
      errors: null,
    });
    expect(batch.usage?.total_tokens).toBeGreaterThan(0);
    const outputs = await linesOf(client, batch.output_file_id);
    expect(outputs.map(({ custom_id, response }) => [custom_id, response.status_code])).toEqual([
      ['a', 200],
      ['c', 200],
    ]);
    expect(outputs[0].response.body).toMatchObject({ object: 'chat.completion', choices: [{ index: 0 }] });
    const [failure] = await linesOf(client, batch.error_file_id);
    expect(failure).toMatchObject({
      custom_id: 'b',
      response: { status_code: 400, body: { error: { param: 'temperature' } } },
      error: null,
    });
    expect((await client.files.retrieve(`${batch.output_file_id}`)).purpose).toBe('batch_output');
    const listed = [];
    for await (const each of client.batches.list({ limit: 1 })) listed.push(each.id);
    expect(listed).toContain(id);
  });
});

it.each([
  ['/v1/embeddings', { model: 'text-embedding-3-small', input: 'Hello' }, { object: 'list' }],
  ['/v1/completions', { model: 'gpt-3.5-turbo-instruct', prompt: 'Hello' }, { object: 'text_completion' }],
  ['/v1/moderations', { input: 'Hello' }, { results: [{ flagged: false }] }],
  ['/v1/images/generations', { model: 'dall-e-3', prompt: 'A cat' }, { data: [{}] }],
  ['/v1/responses', { model: 'gpt-4o', input: 'Hello' }, { object: 'response', status: 'completed' }],
])('a batch for %s has the answers of that operation', async (endpoint, body, answer) => {
  const client = v1();
  const { id } = await create(client, [{ custom_id: 'a', method: 'POST', url: endpoint, body }], endpoint);
  await advance('PT5S');
  const batch = await client.batches.retrieve(id);
  const [line] = await linesOf(client, batch.output_file_id);
  expect(line.response).toMatchObject({ status_code: 200, body: answer });
});

it('a batch of Azure OpenAI leaves /v1 out of endpoint and url', async () => {
  const client = azure('2024-10-21');
  const { id } = await create(client, [chat('a', {}, '/chat/completions')], '/chat/completions');
  await advance('PT5S');
  expect(await client.batches.retrieve(id)).toMatchObject({
    status: 'completed',
    endpoint: '/chat/completions',
    request_counts: { completed: 1 },
  });
});

it('a batch whose file has faults fails, and names each with its line', async () => {
  const client = v1();
  const { id } = await create(client, [
    chat('a'),
    '{"custom_id": ',
    chat('a'),
    chat('d', {}, '/v1/embeddings'),
    chat('e', { model: 'gpt-4o-mini' }),
    { method: 'POST', url: CHAT, body: {} },
  ]);
  await advance('PT5S');
  const batch = await client.batches.retrieve(id);
  expect(batch).toMatchObject({ status: 'failed', output_file_id: null, failed_at: expect.any(Number) });
  expect(batch.errors?.data?.map(({ code, line }) => [line, code])).toEqual([
    [2, 'invalid_json_line'],
    [3, 'duplicate_custom_id'],
    [4, 'url_mismatch'],
    [5, 'model_mismatch'],
    [6, 'invalid_request'],
  ]);
});

it('a file without requests fails its batch', async () => {
  const client = v1();
  const { id } = await create(client, [' ', '']);
  await advance('PT5S');
  expect((await client.batches.retrieve(id)).errors?.data).toMatchObject([{ code: 'empty_batch' }]);
});

it('a file of another purpose is refused', async () => {
  const client = v1();
  const { id } = await client.files.create({ purpose: 'evals', file: await toFile(Buffer.from('{}'), 'a.jsonl') });
  const refused = client.batches.create({ input_file_id: id, endpoint: CHAT, completion_window: '24h' });
  await expect(refused).rejects.toMatchObject({ status: 400, param: 'input_file_id' });
});

it('a streamed request fails by name', async () => {
  const client = v1();
  const { id } = await create(client, [chat('a', { stream: true })]);
  await advance('PT5S');
  const batch = await client.batches.retrieve(id);
  expect(batch).toMatchObject({ status: 'completed', output_file_id: null, request_counts: { failed: 1 } });
  const [line] = await linesOf(client, batch.error_file_id);
  expect(line.response.body.error.param).toBe('stream');
});

it('a cancelled batch writes an error for each request that was not sent', async () => {
  const client = v1();
  const { id } = await create(client, [chat('a'), chat('b')]);
  await advance('PT1S');
  expect(await client.batches.cancel(id)).toMatchObject({ status: 'cancelling' });
  await advance('PT1S');
  const batch = await client.batches.retrieve(id);
  expect(batch).toMatchObject({ status: 'cancelled', output_file_id: null, request_counts: { failed: 2 } });
  expect(await linesOf(client, batch.error_file_id)).toMatchObject([
    { custom_id: 'a', response: null, error: { code: 'batch_cancelled' } },
    { custom_id: 'b', response: null, error: { code: 'batch_cancelled' } },
  ]);
  await expect(client.batches.cancel(id)).rejects.toMatchObject({ status: 400, param: 'batch_id' });
});

it('a batch that takes longer than its window expires', async () => {
  const slow = await startEmulator({ clock: { scale: 0 }, settings: { FOUNDRY_BATCH_SECONDS: '100000' } });
  try {
    const client = v1(slow);
    const { id } = await create(client, [chat('a')]);
    await advance('PT1S', slow);
    await advance('P2D', slow);
    const batch = await client.batches.retrieve(id);
    expect(batch).toMatchObject({ status: 'expired', expired_at: batch.expires_at, request_counts: { failed: 1 } });
    expect(await linesOf(client, batch.error_file_id)).toMatchObject([{ error: { code: 'batch_expired' } }]);
  } finally {
    await slow.close();
  }
});

it('a batch continues after a restart', async () => {
  const state = mkdtempSync(path.join(tmpdir(), 'foundry-batch-'));
  const options = { state, inMemory: false, clock: { scale: 0 } };
  try {
    const first = await startEmulator(options);
    const { id } = await create(v1(first), [chat('a')]);
    await advance('PT1S', first);
    await first.close();
    const second = await startEmulator(options);
    try {
      await advance('PT5S', second);
      expect(await v1(second).batches.retrieve(id)).toMatchObject({
        status: 'completed',
        request_counts: { total: 1, completed: 1, failed: 0 },
      });
    } finally {
      await second.close();
    }
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
});
