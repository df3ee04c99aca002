import OpenAI, { AzureOpenAI } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { cosine } from '../../../src/model/embedding/embedder.ts';

const MODEL = 'text-embedding-3-small';
let emulator: TestEmulator;
let clients: Record<'azure' | 'project', OpenAI>;
beforeAll(async () => {
  emulator = await startEmulator();
  const options = { apiKey: 'a-key', maxRetries: 0 };
  clients = {
    azure: new AzureOpenAI({ ...options, endpoint: emulator.endpoints.azureOpenAI, apiVersion: '2024-10-01-preview' }),
    project: new OpenAI({ ...options, baseURL: `${emulator.endpoints.project}/openai/v1` }),
  };
});
afterAll(() => emulator.close());

describe.each(['azure', 'project'] as const)('embeddings on %s', (surface) => {
  it('are the same for the same text, and as long as the model has them', async () => {
    const input = ['A blue boat', 'a blue boat', 'Bread is sold out'];
    const { data, model, usage } = await clients[surface].embeddings.create({ model: MODEL, input });
    expect(model).toBe(MODEL);
    expect(usage.prompt_tokens).toBeGreaterThan(5);
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 1536],
      [1, 1536],
      [2, 1536],
    ]);
    const [first = [], second = [], third = []] = data.map(({ embedding }) => embedding);
    expect(cosine(first, second)).toBeCloseTo(1, 5);
    expect(cosine(first, third)).toBeLessThan(0.3);
  });

  it('come in either format, and as short as wished', async () => {
    const params = { model: MODEL, input: 'A blue boat', dimensions: 256 };
    // Without a format the client asks for base64 and decodes it.
    const decoded = await clients[surface].embeddings.create(params);
    const plain = await clients[surface].embeddings.create({ ...params, encoding_format: 'float' });
    const [left = [], right = []] = [decoded.data[0]?.embedding, plain.data[0]?.embedding];
    expect(right).toHaveLength(256);
    expect(cosine([...left], right)).toBeCloseTo(1, 5);
  });

  it('are made of tokens, too', async () => {
    // "hello world" in cl100k_base
    const tokens = [15339, 1917];
    const create = async (input: string | number[] | number[][]) =>
      (await clients[surface].embeddings.create({ model: MODEL, input })).data.map(({ embedding }) => embedding);
    const [[words = []], [single = []], many] = await Promise.all([
      create('hello world'),
      create(tokens),
      create([tokens, tokens]),
    ]);
    expect(cosine(words, single)).toBeCloseTo(1, 5);
    expect(many).toHaveLength(2);
  });

  it('have a direction for texts without words, and differ where the texts differ', async () => {
    const input = ['!!!', ' ', '🙂', '🙂🚀', '\n\n', '---'];
    const { data } = await clients[surface].embeddings.create({ model: MODEL, input });
    for (const { embedding } of data) expect(cosine(embedding, embedding)).toBeCloseTo(1, 5);
    const [first = [], , third = []] = data.map(({ embedding }) => embedding);
    expect(cosine(first, third)).toBeLessThan(0.9);
    // "!!!" in cl100k_base
    const tokens = await clients[surface].embeddings.create({ model: MODEL, input: [12340] });
    expect(cosine(tokens.data[0]?.embedding ?? [], tokens.data[0]?.embedding ?? [])).toBeCloseTo(1, 5);
  });

  it('are refused for a deployment that chats', async () => {
    const asking = clients[surface].embeddings.create({ model: 'gpt-4o', input: 'x' });
    await expect(asking).rejects.toMatchObject({ status: 400, code: 'OperationNotSupported', param: 'model' });
  });

  it.each([
    [{ input: '' }, 'input'],
    [{ input: 'word '.repeat(9000) }, 'input'],
    [{ input: 'x', dimensions: 4000 }, 'dimensions'],
  ])('refuse what the model cannot take', async (params, param) => {
    const asking = clients[surface].embeddings.create({ model: MODEL, ...params });
    await expect(asking).rejects.toMatchObject({ status: 400, param });
  });
});
