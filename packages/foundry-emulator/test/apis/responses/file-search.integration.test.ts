import OpenAI, { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
let client: OpenAI;
let store: string;
const files = new Map<string, string>();

const TEXTS = {
  'harbour.md': 'The harbour opens at six. Boats of more than ten metres need a pilot.',
  'bakery.md': 'The bakery opens at five. Its rye bread is sold out by noon.',
};

beforeAll(async () => {
  emulator = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '0' } });
  client = new OpenAI({ apiKey: 'a-key', maxRetries: 0, baseURL: `${emulator.endpoints.project}/openai/v1` });
  store = (await client.vectorStores.create({ name: 'town' })).id;
  for (const [name, text] of Object.entries(TEXTS)) {
    const file = await client.files.create({ file: await toFile(Buffer.from(text), name), purpose: 'assistants' });
    files.set(name, file.id);
    await client.vectorStores.files.create(store, { file_id: file.id, attributes: { name } });
  }
  await emulator.admin('POST', 'clock', { advance: 'PT1S' });
});
afterAll(() => emulator.close());

const ask = (input: string, tool: Partial<OpenAI.Responses.FileSearchTool> = {}) => ({
  model: 'gpt-4o',
  input,
  tools: [{ type: 'file_search' as const, vector_store_ids: [store], ...tool }],
});

it('answers from the files, and cites the one it quotes', async () => {
  const response = await client.responses.create(ask('When does the bakery open?'));
  const [call, message] = response.output;
  expect(call).toMatchObject({
    type: 'file_search_call',
    status: 'completed',
    queries: ['When does the bakery open?'],
    results: null,
  });
  expect(response.output_text).toBe('The bakery opens at five.');
  expect(message).toMatchObject({
    content: [
      {
        annotations: [
          {
            type: 'file_citation',
            file_id: files.get('bakery.md'),
            filename: 'bakery.md',
            index: response.output_text.length,
          },
        ],
      },
    ],
  });
});

it('gives the results when asked to, as many as asked for, by attribute and by score', async () => {
  const include = ['file_search_call.results' as const];
  const results = async (tool: Partial<OpenAI.Responses.FileSearchTool>) => {
    const response = await client.responses.create({ ...ask('When does the bakery open?', tool), include });
    const [call] = response.output;
    return call?.type === 'file_search_call' ? call.results : undefined;
  };
  expect(await results({ max_num_results: 1 })).toMatchObject([
    {
      file_id: files.get('bakery.md'),
      filename: 'bakery.md',
      text: TEXTS['bakery.md'],
      attributes: { name: 'bakery.md' },
    },
  ]);
  const harbour = { type: 'eq' as const, key: 'name', value: 'harbour.md' };
  expect(await results({ filters: harbour })).toMatchObject([{ filename: 'harbour.md' }]);
  expect(await results({ ranking_options: { score_threshold: 1 } })).toEqual([]);
});

it('gives gpt-3.5-turbo five results unless the tool says how many, and other models twenty', async () => {
  const { id } = await client.vectorStores.create({ name: 'ships' });
  const text = Array.from({ length: 400 }, (_, at) => `Ship number ${at} of the harbour carries coal and timber.`);
  const file = await client.files.create({
    file: await toFile(Buffer.from(text.join('\n')), 'ships.md'),
    purpose: 'assistants',
  });
  const sizes = { max_chunk_size_tokens: 100, chunk_overlap_tokens: 0 };
  const { status } = await client.vectorStores.files.createAndPoll(
    id,
    { file_id: file.id, chunking_strategy: { type: 'static', static: sizes } },
    { pollIntervalMs: 20 },
  );
  expect(status).toBe('completed');
  const count = async (model: string) => {
    const response = await client.responses.create({
      ...ask('What does the ship carry?', { vector_store_ids: [id] }),
      model,
      include: ['file_search_call.results' as const],
    });
    const [call] = response.output;
    return call?.type === 'file_search_call' ? call.results?.length : undefined;
  };
  expect(await count('gpt-4o')).toBe(20);
  expect(await count('gpt-35-turbo')).toBe(5);
});

it('streams the search and the annotation, in the order in which they happen', async () => {
  const types: string[] = [];
  let text = '';
  for await (const event of await client.responses.create({ ...ask('When does the harbour open?'), stream: true })) {
    if (types.at(-1) !== event.type) types.push(event.type);
    if (event.type === 'response.output_text.delta') text += event.delta;
  }
  expect(text).toBe('The harbour opens at six.');
  expect(types.filter((type) => /file_search|annotation/.test(type))).toEqual([
    'response.file_search_call.in_progress',
    'response.file_search_call.searching',
    'response.file_search_call.completed',
    'response.output_text.annotation.added',
  ]);
});

it('remembers in the next turn what was found, and tells a kept response again with its citations', async () => {
  const first = await client.responses.create(ask('When does the harbour open?'));
  const next = await client.responses.create({
    ...ask('Who needs a pilot?'),
    previous_response_id: first.id,
  });
  expect(next.output_text).toContain('ten metres');
  const told: string[] = [];
  for await (const event of await client.responses.retrieve(first.id, { stream: true })) told.push(event.type);
  expect(told).toContain('response.output_text.annotation.added');
});

it('says which store does not exist', async () => {
  await expect(client.responses.create(ask('x', { vector_store_ids: ['vs_none'] }))).rejects.toMatchObject({
    status: 400,
    param: 'tools[0].vector_store_ids[0]',
  });
});

it('reads the results that a client hands back which keeps its conversation itself', async () => {
  const question = { role: 'user' as const, content: 'When does the bakery open?' };
  const call = {
    id: 'fs_of_the_client',
    type: 'file_search_call' as const,
    status: 'completed' as const,
    queries: [question.content],
    results: [{ file_id: 'file-1', filename: 'other.md', text: 'The bakery opens at noon.', score: 1 }],
  };
  const { output_text: text } = await client.responses.create({ ...ask(''), input: [question, call] });
  expect(text).toContain('The bakery opens at noon.');
});
