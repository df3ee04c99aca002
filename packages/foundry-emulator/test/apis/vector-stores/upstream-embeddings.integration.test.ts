import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

/** Synonyms that the fake embedding model knows. */
const MEANINGS = [
  ['boat', 'vessel', 'ship'],
  ['bread', 'loaf', 'bakery'],
  ['storm', 'gale', 'hurricane'],
];

const vectorOf = (text: string): number[] => [
  ...MEANINGS.map((words) => words.filter((word) => text.includes(word)).length),
  0.01,
];

let server: Server;
let emulator: TestEmulator;
const asked: { readonly model: string; readonly input: readonly string[] }[] = [];
let isBroken = false;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request)) as { model: string; input: string[] };
    asked.push(body);
    response.writeHead(isBroken ? 400 : 200, { 'content-type': 'application/json' });
    // In another order than they were asked for: the index says which is which.
    const data = body.input
      .map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }))
      .toReversed();
    response.end(
      JSON.stringify(
        isBroken
          ? { error: { message: 'No such model.' } }
          : { object: 'list', model: body.model, data, usage: { prompt_tokens: 1, total_tokens: 1 } },
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  emulator = await startEmulator({
    settings: {
      FOUNDRY_INDEXING_SECONDS: '0',
      FOUNDRY_UPSTREAM_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      FOUNDRY_UPSTREAM_MODELS: 'text-embedding-3-large=nomic',
    },
  });
});
afterAll(async () => {
  await emulator.close();
  await new Promise((resolve) => server.close(resolve));
});

const stores = () => emulator.projectV1.getOpenAIClient().vectorStores;

async function takenIn(store: string, name: string, content: string) {
  const { files } = emulator.projectV1.getOpenAIClient();
  const file = await files.create({ file: await toFile(Buffer.from(content), name), purpose: 'assistants' });
  await stores().files.create(store, { file_id: file.id });
  return stores().files.poll(store, file.id, { pollIntervalMs: 50 });
}

async function ranked(store: string, query: string): Promise<string[]> {
  const { data } = await stores().search(store, { query, ranking_options: { ranker: 'none' as 'auto' } });
  return data.map(({ filename }) => filename);
}

describe('with a real model behind the emulator', () => {
  it('finds synonyms by the vectors of the model', async () => {
    const { id } = await stores().create({});
    await takenIn(id, 'harbour.txt', 'A vessel came in.');
    await takenIn(id, 'kitchen.txt', 'The loaf is warm.');
    await takenIn(id, 'weather.txt', 'Expect a gale.');
    expect((await ranked(id, 'boat'))[0]).toBe('harbour.txt');
    expect((await ranked(id, 'bakery'))[0]).toBe('kitchen.txt');
    expect((await ranked(id, 'hurricane'))[0]).toBe('weather.txt');
    expect(new Set(asked.map(({ model }) => model))).toEqual(new Set(['nomic']));
  });

  it('sends a large file in requests of a supported size', async () => {
    const { id } = await stores().create({});
    asked.length = 0;
    const { status } = await takenIn(id, 'large.txt', `${'The sea is calm today. '.repeat(20_000)} A storm is coming.`);
    expect(status).toBe('completed');
    expect(asked.length).toBeGreaterThan(3);
    for (const { input } of asked) expect(input.length).toBeLessThanOrEqual(64);
    expect((await ranked(id, 'hurricane'))[0]).toBe('large.txt');
  });

  it('fails a file with the reason when the model returns no vectors', async () => {
    isBroken = true;
    const { id } = await stores().create({});
    const { status, last_error } = await takenIn(id, 'a.txt', 'A vessel.');
    isBroken = false;
    expect(status).toBe('failed');
    expect(last_error?.message).toMatch(/"nomic" gave no embeddings: .*No such model/);
  });
});
