import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

let emulator: TestEmulator;
let client: OpenAI;
beforeAll(async () => {
  emulator = await startEmulator();
  ({ v1: client } = await openAIClients(emulator));
});
afterAll(() => emulator.close());
beforeEach(() => emulator.admin('POST', 'reset'));

const messages = (content: string): OpenAI.ChatCompletionMessageParam[] => [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content },
];
const chat = (content: string, metadata: Record<string, string> = {}) =>
  client.chat.completions.create({ model: 'gpt-4o', messages: messages(content), store: true, metadata });

it('keeps what is asked for with store, streamed or not, with what was said', async () => {
  const made = await chat('Hello!', { team: 'a' });
  const unstored = await client.chat.completions.create({ model: 'gpt-4o', messages: messages('Hello!') });
  const stream = client.chat.completions.stream({ model: 'gpt-4o', messages: messages('Hello!'), store: true });
  const streamed = await stream.finalChatCompletion();

  expect(await client.chat.completions.retrieve(made.id)).toMatchObject({ ...made, metadata: { team: 'a' } });
  const kept = await client.chat.completions.retrieve(streamed.id);
  expect(kept.choices[0]?.message.content).toBe(streamed.choices[0]?.message.content);
  expect(kept.usage?.total_tokens).toBeGreaterThan(0);
  await expect(client.chat.completions.retrieve(unstored.id)).rejects.toMatchObject({ status: 404 });
  const said = await client.chat.completions.messages.list(made.id);
  expect(said.data).toMatchObject([
    { id: `${made.id}-0`, role: 'system', content: 'Be short.' },
    { id: `${made.id}-1`, role: 'user', content: 'Hello!' },
  ]);
});

it('lists by model and metadata, changes metadata, and deletes', async () => {
  const first = await chat('One', { team: 'a' });
  const second = await chat('Two', { team: 'b' });
  const list = async (query: OpenAI.Chat.ChatCompletionListParams = {}) =>
    (await client.chat.completions.list(query)).data.map(({ id }) => id);
  expect(await list()).toEqual([first.id, second.id]);
  expect(await list({ order: 'desc', limit: 1 })).toEqual([second.id]);
  expect(await list({ metadata: { team: 'a' } })).toEqual([first.id]);
  expect(await list({ model: 'gpt-4o-mini' })).toEqual([]);
  await client.chat.completions.update(first.id, { metadata: { team: 'b' } });
  expect(await list({ metadata: { team: 'b' } })).toEqual([first.id, second.id]);
  expect(await client.chat.completions.delete(first.id)).toMatchObject({ id: first.id, deleted: true });
  expect(await list()).toEqual([second.id]);
});

it('is a source of evaluations: answers as they were, or a model asked anew', async () => {
  const { id } = await chat('Say hello.', { team: 'a' });
  await chat('Something else.', { team: 'b' });
  const evaluation = await client.evals.create({
    name: 'stored',
    data_source_config: { type: 'stored_completions', metadata: { team: 'a' } } as never,
    testing_criteria: [
      { type: 'string_check', name: 'is-said', input: '{{sample.output_text}}', operation: 'ne', reference: '' },
    ],
  });
  const run = async (more: object) => {
    const source = { type: 'stored_completions' as const, metadata: { team: 'a' } };
    const made = await client.evals.runs.create(evaluation.id, {
      name: 'run',
      data_source: { type: 'completions', source, ...more },
    });
    await emulator.admin('POST', 'clock', { advance: 'PT1M' });
    const ended = await client.evals.runs.retrieve(made.id, { eval_id: evaluation.id });
    const items = await client.evals.runs.outputItems.list(made.id, { eval_id: evaluation.id });
    return { ended, items: items.data };
  };
  const asTheyWere = await run({});
  expect(asTheyWere.ended).toMatchObject({ status: 'completed', result_counts: { total: 1, passed: 1 } });
  expect(asTheyWere.items[0]?.datasource_item).toMatchObject({
    completion_id: id,
    input: [{ role: 'system' }, { role: 'user', content: 'Say hello.' }],
  });
  const anew = await run({
    model: 'gpt-4o-mini',
    input_messages: { type: 'item_reference', item_reference: 'item.input' },
  });
  expect(anew.ended).toMatchObject({ status: 'completed', result_counts: { passed: 1 } });
  expect(anew.items[0]?.sample.input).toMatchObject([{ role: 'system' }, { role: 'user', content: 'Say hello.' }]);
});
