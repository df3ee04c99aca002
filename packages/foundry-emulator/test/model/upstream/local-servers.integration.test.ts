import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

interface Protocol {
  /** Model name on the server. */
  readonly model: string;
  /** Chunks of an answer in words. */
  readonly text: readonly object[];
  /** Chunks of a tool call. */
  readonly call: readonly object[];
}

const args = '{"orderNumber":"1042"}';
const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_764_547_200,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
  ...more,
});
const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 };
const called = (id: string, extra: object = {}) => ({
  tool_calls: [{ index: 0, id, type: 'function', function: { name: 'get_order_status', arguments: args }, ...extra }],
});

/** Streams as each server sends them, written after its documentation and public logs. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  // A call comes whole in one chunk; usage comes in a chunk without choices.
  Ollama: {
    model: 'llama3.2',
    text: [
      chunk({ role: 'assistant', content: 'Ship' }, null, { system_fingerprint: 'fp_ollama' }),
      chunk({ role: 'assistant', content: 'ped.' }, null, { system_fingerprint: 'fp_ollama' }),
      chunk({ role: 'assistant', content: '' }, 'stop', { system_fingerprint: 'fp_ollama' }),
      { ...chunk({}), choices: [], usage },
    ],
    call: [chunk({ role: 'assistant', content: '', ...called('call_8z1') }), chunk({ content: '' }, 'tool_calls')],
  },
  // Ids of calls are numbers as text; arguments come in pieces.
  'LM Studio': {
    model: 'qwen2.5-7b-instruct',
    text: [chunk({ role: 'assistant', content: 'Shipped.' }), chunk({}, 'stop'), { ...chunk({}), choices: [], usage }],
    call: [
      chunk({
        role: 'assistant',
        tool_calls: [
          { index: 0, id: '365174485', type: 'function', function: { name: 'get_order_status', arguments: '' } },
        ],
      }),
      chunk({ tool_calls: [{ index: 0, type: 'function', function: { arguments: args.slice(0, 9) } }] }),
      chunk({ tool_calls: [{ index: 0, type: 'function', function: { arguments: args.slice(9) } }] }),
      chunk({}, 'tool_calls'),
    ],
  },
  // The first chunk has null content; the last has timings beside its usage.
  'llama.cpp': {
    model: 'gpt-3.5-turbo',
    text: [
      chunk({ role: 'assistant', content: null }),
      chunk({ content: 'Shipped.' }),
      chunk({}, 'stop'),
      { ...chunk({}), choices: [], usage, timings: { prompt_n: 12, predicted_n: 3 } },
    ],
    call: [
      chunk({ role: 'assistant', content: null }),
      chunk({
        tool_calls: [{ index: 0, id: 'x9', type: 'function', function: { name: 'get_order_status', arguments: '{' } }],
      }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: args.slice(1) } }] }),
      chunk({}, 'tool_calls'),
    ],
  },
  // Each choice has a message beside its delta; there is no usage.
  'Foundry Local': {
    model: 'phi-4-mini',
    text: ['Ship', 'ped.', ''].map((content, at) => ({
      model: 'phi-4-mini-instruct-generic-cpu',
      choices: [
        {
          index: 0,
          delta: { role: 'assistant', content },
          message: { role: 'assistant', content },
          finish_reason: at === 2 ? 'stop' : null,
        },
      ],
      created: 1_764_547_200,
      id: 'chat.id.1',
      object: 'chat.completion.chunk',
      IsDelta: true,
      Successful: true,
      HttpStatusCode: 0,
    })),
    call: [chunk({ role: 'assistant', content: '', ...called('call_1') }), chunk({ content: '' }, 'tool_calls')],
  },
};

describe.each(Object.entries(PROTOCOLS))('%s as the upstream', (_name, { model, text, call }) => {
  let server: Server;
  let emulator: TestEmulator;
  const asked: { model: string; tools?: unknown; messages: unknown[] }[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      if (request.url !== '/v1/chat/completions') return void response.writeHead(404).end();
      const body = (await json(request)) as (typeof asked)[number];
      asked.push(body);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const each of body.tools && body.messages.length === 1 ? call : text)
        response.write(`data: ${JSON.stringify(each)}\n\n`);
      response.end('data: [DONE]\n\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    emulator = await startEmulator({
      settings: {
        FOUNDRY_UPSTREAM_URL: `http://127.0.0.1:${port}/v1`,
        FOUNDRY_UPSTREAM_MODELS: `gpt-4o=${model}`,
      },
    });
  });
  afterAll(async () => {
    await emulator?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('answers chat completions and responses, and the response says so', async () => {
    const { choices } = await emulator.azureOpenAI.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Where is it?' }],
    });
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Shipped.' } });
    const { reference } = await openAIClients(emulator);
    const response = await reference.responses.create({ model: 'gpt-4o', input: 'Where is it?' });
    expect(response).toMatchObject({ output_text: 'Shipped.', metadata: { emulator_model: 'upstream' } });
    expect(response.usage?.output_tokens).toBeGreaterThan(0);
    expect(asked.every((body) => body.model === model)).toBe(true);
  });

  it('calls tools and answers from their results', async () => {
    const tools = [
      {
        type: 'function' as const,
        function: {
          name: 'get_order_status',
          parameters: { type: 'object', properties: { orderNumber: { type: 'string' } } },
        },
      },
    ];
    const question = { role: 'user' as const, content: 'Where is order 1042?' };
    const create = (messages: object[]) =>
      emulator.azureOpenAI.chat.completions.create({ model: 'gpt-4o', tools, messages: messages as never });
    const { choices } = await create([question]);
    const [made] = choices[0]?.message.tool_calls ?? [];
    expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls' });
    expect(made).toMatchObject({ function: { name: 'get_order_status', arguments: args } });
    const result = { role: 'tool', tool_call_id: made?.id, content: '{"status":"shipped"}' };
    const answer = await create([question, { ...choices[0]?.message }, result]);
    expect(answer.choices[0]?.message.content).toBe('Shipped.');
  });
});
