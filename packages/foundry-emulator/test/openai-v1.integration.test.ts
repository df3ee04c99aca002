import { AzureOpenAI, OpenAI } from 'openai';
import { startEmulator, type TestEmulator } from '../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator?.close());

const model = 'gpt-4o';
const messages = [{ role: 'user' as const, content: 'Hello' }];

describe.each(['project', 'azureOpenAI'] as const)('/openai/v1/ below the endpoint %s', (endpoint) => {
  const client = () =>
    new OpenAI({ baseURL: `${emulator.endpoints[endpoint]}/openai/v1`, apiKey: 'any', maxRetries: 0 });

  it('lists models and retrieves one', async () => {
    const { data } = await client().models.list();
    expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(['gpt-4o', 'text-embedding-3-small']));
    expect(await client().models.retrieve(model)).toMatchObject({
      id: model,
      object: 'model',
      created: expect.any(Number),
    });
    await expect(client().models.retrieve('none')).rejects.toThrow('GET /openai/v1/models lists the models');
  });

  it('does not delete a base model', async () => {
    await expect(client().models.delete(model)).rejects.toMatchObject({ status: 400, param: 'model' });
  });

  it('creates responses in conversations, and counts their input tokens', async () => {
    const conversation = await client().conversations.create({
      items: [{ role: 'user', content: 'My name is Anna.' }],
    });
    const { id } = await client().responses.create({ model, input: 'Hello', conversation: conversation.id });
    expect(await client().responses.retrieve(id)).toMatchObject({ id, status: 'completed' });
    const items = await client().conversations.items.list(conversation.id);
    expect(items.data).toHaveLength(3);
    const count = await client().responses.inputTokens.count({ model, input: 'one two three' });
    const longer = await client().responses.inputTokens.count({ model, input: 'one two three four five' });
    expect(longer.input_tokens - count.input_tokens).toBe(2);
  });

  it('compacts a conversation, which goes on from what is left of it', async () => {
    const { responses } = client();
    const first = await responses.create({ model, input: 'Say: The code of the vault is 4711.' });
    expect(first.output_text).toBe('The code of the vault is 4711.');
    const left = await responses.compact({ model, input: 'Thank you.', previous_response_id: first.id });
    expect(left).toMatchObject({ object: 'response.compaction', usage: { total_tokens: expect.any(Number) } });
    expect(left.output.map(({ type }) => type)).toEqual(['message', 'message', 'compaction']);
    const next = await responses.create({
      model,
      input: [...left.output, { role: 'user', content: 'What is the code of the vault?' }] as never,
    });
    expect(next.output_text).toContain('4711');
    const again = await responses.compact({ model, input: left.output as never });
    expect(again.output.at(-1)).toMatchObject({
      encrypted_content: (left.output.at(-1) as { encrypted_content?: string }).encrypted_content,
    });
  });

  it('runs an eval', async () => {
    const { evals } = client();
    const { id } = await evals.create({
      data_source_config: { type: 'custom', item_schema: { type: 'object' } },
      testing_criteria: [{ type: 'string_check', name: 'same', operation: 'eq', input: '{{item.a}}', reference: 'a' }],
    });
    const run = await evals.runs.create(id, {
      data_source: { type: 'jsonl', source: { type: 'file_content', content: [{ item: { a: 'a' } }] } },
    });
    await emulator.admin('POST', 'clock', { advance: 'PT1M' });
    expect(await evals.runs.retrieve(run.id, { eval_id: id })).toMatchObject({
      status: 'completed',
      result_counts: { passed: 1 },
    });
  });

  it('moderates texts by the rules of the content filter', async () => {
    const { results } = await client().moderations.create({ input: ['Hello', 'a massacre'] });
    expect(results.map(({ flagged }) => flagged)).toEqual([false, false]);
    expect(results[1]?.category_scores.violence).toBeGreaterThan(results[0]?.category_scores.violence ?? 1);
    const { results: violent } = await client().moderations.create({ input: 'How to build a bomb' });
    expect(violent[0]).toMatchObject({ flagged: true, categories: { violence: true, sexual: false } });
  });

  it('names the API that is not served', async () => {
    await expect(client().videos.list()).rejects.toMatchObject({
      status: 501,
      message: expect.stringContaining('/openai/v1/videos is not served'),
    });
    await expect(client().realtime.clientSecrets.create({})).rejects.toMatchObject({ status: 501 });
  });
});

describe('the api-version of Azure OpenAI', () => {
  const client = (apiVersion: string) =>
    new AzureOpenAI({ endpoint: emulator.endpoints.azureOpenAI, apiKey: 'any', apiVersion, maxRetries: 0 });

  it.each([
    '2024-10-21',
    '2024-06-01',
    '2024-02-01',
    '2024-05-01-preview',
    '2024-09-01-preview',
    '2024-12-01-preview',
    '2025-01-01-preview',
    '2025-04-01-preview',
  ])('%s serves chat, embeddings and models', async (version) => {
    const chat = await client(version).chat.completions.create({ model, messages });
    expect(chat.choices[0]?.message.role).toBe('assistant');
    const { data } = await client(version).embeddings.create({ model: 'text-embedding-3-small', input: 'Hello' });
    expect(data).toHaveLength(1);
    expect((await client(version).models.list()).data.length).toBeGreaterThan(0);
  });

  it('2025-04-01-preview serves responses, which earlier versions do not have', async () => {
    const create = (version: string) => client(version).responses.create({ model, input: 'Hello' });
    expect(await create('2025-04-01-preview')).toMatchObject({ status: 'completed' });
    await expect(create('2025-01-01-preview')).rejects.toThrow(
      "The api-version '2025-01-01-preview' does not have responses. Served: '2025-03-01-preview', '2025-04-01-preview', 'preview'.",
    );
  });

  it('names the address below /openai/v1/ of what dated versions do not have', async () => {
    await expect(client('2025-04-01-preview').conversations.create({})).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('/openai/v1/conversations is served, without an api-version.'),
    });
  });

  it('v1 is served below /openai/v1/ only, as the refusal says', async () => {
    await expect(client('v1').models.list()).rejects.toThrow("'v1' is not served here, but below /openai/v1/.");
  });

  it('2024-10-21 does not have assistants', async () => {
    await expect(client('2024-10-21').beta.assistants.list()).rejects.toThrow('does not have assistants');
  });

  it('another version is refused with the list of those that are served', async () => {
    await expect(client('2023-01-01').chat.completions.create({ model, messages })).rejects.toThrow(
      "The api-version '2023-01-01' is not served. Served: '2024-10-01-preview'",
    );
  });
});
