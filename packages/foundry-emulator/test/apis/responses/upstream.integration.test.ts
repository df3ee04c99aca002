import { startAzurite } from '../../../../../test/support/azurite.ts';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { type FakeFunction, fakeFunction, orderTool } from '../../../../../test/support/fake-function.ts';
import { chatChunk, type FakeOpenAI, fakeOpenAI, usageChunk } from '../../../../../test/support/fake-openai.ts';
import { byAgent, openAIClients } from '../../../../../test/support/openai-clients.ts';

describe('responses of a real model behind the emulator', () => {
  let azurite: Awaited<ReturnType<typeof startAzurite>>;
  let server: FakeOpenAI;
  let emulator: TestEmulator;
  let orders: FakeFunction;

  beforeAll(async () => {
    azurite = await startAzurite();
    server = await fakeOpenAI();
    emulator = await startEmulator({
      settings: {
        FOUNDRY_STORAGE_CONNECTION: azurite.connectionString,
        FOUNDRY_UPSTREAM_URL: server.url,
        FOUNDRY_UPSTREAM_KEY: 'the-key',
        FOUNDRY_UPSTREAM_MODELS: 'gpt-4o=llama3',
      },
    });
    orders = await fakeFunction(azurite.connectionString, 'orders');
    orders.answer(() => 'It is on its way.');
    await emulator.project.agents.createVersion('support', {
      kind: 'prompt',
      model: 'gpt-4o',
      instructions: 'Be kind.',
      tools: [orderTool(orders)],
    });
  });
  afterAll(async () => {
    await orders?.stop();
    await emulator?.close();
    await server?.close();
    await azurite?.stop();
  });

  it('come from its turns and our calls, and it never hears of queues', async () => {
    const call = {
      index: 0,
      id: 'call_up',
      type: 'function',
      function: { name: 'get_order_status', arguments: '{"orderNumber":"1042"}' },
    };
    server.answer(
      { chunks: [chatChunk({ tool_calls: [call] }), chatChunk({}, 'tool_calls'), usageChunk(100, 10)] },
      {
        chunks: [
          chatChunk({ content: 'Your parcel ' }),
          chatChunk({ content: 'is near.' }),
          chatChunk({}, 'stop'),
          usageChunk(150, 7, 90),
        ],
      },
    );
    const { reference: openai } = await openAIClients(emulator);
    const response = await openai.responses.create({ input: 'Hm?' }, byAgent('support'));
    expect(response).toMatchObject({
      status: 'completed',
      output_text: 'Your parcel is near.',
      metadata: {},
      usage: { input_tokens: 250, input_tokens_details: { cached_tokens: 90 }, output_tokens: 17, total_tokens: 267 },
    });
    expect(response.output.map(({ type }) => String(type))).toEqual([
      'azure_function_call',
      'azure_function_call_output',
      'message',
    ]);
    const [first, second] = server.requests;
    expect(first?.body).toMatchObject({
      model: 'llama3',
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hm?' },
      ],
    });
    expect(second?.body.messages).toMatchObject([
      {},
      {},
      { role: 'assistant', tool_calls: [{ id: 'call_up' }] },
      { role: 'tool', tool_call_id: 'call_up', content: 'It is on its way.' },
    ]);
    expect(JSON.stringify(server.requests)).not.toMatch(/queue/i);
  });

  it('fail with a reason when it fails, and say what to look at', async () => {
    server.answer({ status: 401, message: 'Incorrect API key provided: the-key' });
    const { reference: openai } = await openAIClients(emulator);
    const response = await openai.responses.create({ input: 'Hm?' }, byAgent('support'));
    expect(response).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: expect.stringContaining('Check FOUNDRY_UPSTREAM_KEY') },
    });
    expect(response.error?.message).not.toContain('the-key');
  });

  it('fail when it calls a tool it was not given', async () => {
    const call = { index: 0, id: 'c', type: 'function', function: { name: 'launch_rocket', arguments: '{}' } };
    server.answer({ chunks: [chatChunk({ tool_calls: [call] }), chatChunk({}, 'tool_calls')] });
    const { reference: openai } = await openAIClients(emulator);
    expect(await openai.responses.create({ input: 'Hm?' }, byAgent('support'))).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('"launch_rocket"') },
    });
  });

  it('are told to the model when their arguments are not JSON, so that it can try again', async () => {
    const call = {
      index: 0,
      id: 'c',
      type: 'function',
      function: { name: 'get_order_status', arguments: '{"orderNumber":' },
    };
    server.answer(
      { chunks: [chatChunk({ tool_calls: [call] }), chatChunk({}, 'tool_calls')] },
      { chunks: [chatChunk({ content: 'Sorry.' }), chatChunk({}, 'stop')] },
    );
    const { reference: openai } = await openAIClients(emulator);
    const response = await openai.responses.create({ input: 'Hm?' }, byAgent('support'));
    expect(response).toMatchObject({
      status: 'completed',
      output_text: 'Sorry.',
      output: [{ status: 'failed' }, { output: 'The arguments are not a JSON object.' }, {}],
    });
  });
});
