import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';
import { startMcpServer, type TestMcpServer } from '../../../../test/support/mcp-server.ts';
import { byAgent, openAIClients } from '../../../../test/support/openai-clients.ts';

type Mcp = OpenAI.Responses.Tool.Mcp;

let emulator: TestEmulator;
let server: TestMcpServer;
let clients: Awaited<ReturnType<typeof openAIClients>>;

beforeAll(async () => {
  server = await startMcpServer();
  emulator = await startEmulator();
  clients = await openAIClients(emulator);
});
afterAll(async () => {
  await emulator.close();
  await server.close();
});
beforeEach(() => {
  server.calls.length = 0;
  server.methods.length = 0;
});

const harbour = (more: Partial<Mcp> = {}): Mcp => ({
  type: 'mcp',
  server_label: 'harbour',
  server_url: server.url,
  ...more,
});
const items = (response: OpenAI.Responses.Response) =>
  response.output as unknown as { id: string; type: string; [field: string]: unknown }[];
const typesOf = (response: OpenAI.Responses.Response) => response.output.map(({ type }) => type);

it('lists the tools of a server, calls one, and answers from what it says', async () => {
  for (const client of [clients.v1, clients.reference]) {
    const response = await client.responses.create({
      model: 'gpt-4o',
      input: 'Which boat lies in berth 12?',
      tools: [harbour({ require_approval: 'never' })],
    });
    const [list, call] = items(response);
    expect(typesOf(response)).toEqual(['mcp_list_tools', 'mcp_call', 'message']);
    expect(list).toMatchObject({
      server_label: 'harbour',
      tools: [
        { name: 'get_berth', input_schema: { type: 'object', required: ['berth'] } },
        { name: 'free_berth' },
        { name: 'sink_boat' },
      ],
    });
    expect(call).toMatchObject({
      server_label: 'harbour',
      name: 'get_berth',
      arguments: '{"berth":"12"}',
      output: 'The Gannet lies in berth 12.',
      status: 'completed',
    });
    expect(response.output_text).toBe('The Gannet lies in berth 12.');
  }
});

it('streams listing and call in the order in which they happen', async () => {
  const types: string[] = [];
  const stream = clients.v1.responses.stream({
    model: 'gpt-4o',
    input: 'Which boat lies in berth 12?',
    tools: [harbour({ require_approval: 'never' })],
  });
  for await (const event of stream) types.push(event.type);
  expect(types.slice(0, types.indexOf('response.content_part.added'))).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.mcp_list_tools.in_progress',
    'response.mcp_list_tools.completed',
    'response.output_item.done',
    'response.output_item.added',
    'response.mcp_call.in_progress',
    'response.mcp_call_arguments.delta',
    'response.mcp_call_arguments.done',
    'response.mcp_call.completed',
    'response.output_item.done',
    'response.output_item.added',
  ]);
});

it('asks for leave, and makes the call when it has it', async () => {
  const tools = [harbour()];
  const asked = await clients.v1.responses.create({ model: 'gpt-4o', input: 'Free berth 7, please.', tools });
  const request = items(asked).at(-1);
  expect(request).toMatchObject({
    type: 'mcp_approval_request',
    server_label: 'harbour',
    name: 'free_berth',
    arguments: '{"berth":"7"}',
  });
  expect(server.calls).toEqual([]);
  const approval = (approve: boolean) => ({
    model: 'gpt-4o',
    previous_response_id: asked.id,
    tools,
    input: [
      {
        type: 'mcp_approval_response' as const,
        approval_request_id: `${request?.id}`,
        approve,
        reason: 'It is Sunday.',
      },
    ],
  });
  server.methods.length = 0;
  const done = await clients.v1.responses.create(approval(true));
  expect(items(done)[0]).toMatchObject({
    type: 'mcp_call',
    approval_request_id: request?.id,
    output: 'Berth 7 is free now.',
  });
  expect(done.output_text).toBe('Berth 7 is free now.');
  expect(server.calls).toEqual(['free_berth']);
  // What the tools are is known from the conversation.
  expect(server.methods).not.toContain('tools/list');

  const refused = await clients.v1.responses.create(approval(false));
  expect(typesOf(refused)).toEqual(['message']);
  expect(refused.output_text).toContain('did not allow this call. It is Sunday.');
  expect(server.calls).toEqual(['free_berth']);

  const next = await clients.v1.responses.create({
    model: 'gpt-4o',
    previous_response_id: done.id,
    tools,
    input: 'Thank you!',
  });
  expect(next.status).toBe('completed');
  expect(server.calls).toEqual(['free_berth']);
});

it('takes an approval from a client that keeps the conversation itself', async () => {
  const input: OpenAI.Responses.ResponseInputItem[] = [{ role: 'user', content: 'Free berth 8, please.' }];
  const create = () => clients.v1.responses.create({ model: 'gpt-4o', store: false, input, tools: [harbour()] });
  const asked = await create();
  input.push(...(asked.output as OpenAI.Responses.ResponseInputItem[]));
  const request = items(asked).at(-1);
  input.push({ type: 'mcp_approval_response', approval_request_id: `${request?.id}`, approve: true });
  expect((await create()).output_text).toBe('Berth 8 is free now.');
});

it.each<[NonNullable<Mcp['require_approval']>, string[]]>([
  [{ never: { tool_names: ['get_berth'] } }, ['free_berth']],
  [{ always: { tool_names: ['free_berth'] } }, ['free_berth']],
  [{ never: { read_only: true } }, ['free_berth']],
  ['always', ['free_berth', 'get_berth']],
])('asks for leave as %j says', async (require_approval, asking) => {
  const asked: string[] = [];
  for (const input of ['Which boat lies in berth 12?', 'Free berth 7, please.']) {
    const response = await clients.v1.responses.create({
      model: 'gpt-4o',
      input,
      tools: [harbour({ require_approval })],
    });
    for (const { type, name } of items(response)) if (type === 'mcp_approval_request') asked.push(String(name));
  }
  expect(asked.sort()).toEqual(asking);
});

it('tells the model of allowed tools only', async () => {
  for (const allowed_tools of [['free_berth'], { tool_names: ['free_berth'] }]) {
    const response = await clients.v1.responses.create({
      model: 'gpt-4o',
      input: 'Which boat lies in berth 12? Look up the boat.',
      tools: [harbour({ require_approval: 'never', allowed_tools })],
      tool_choice: { type: 'mcp', server_label: 'harbour' },
    });
    expect(items(response).map(({ name }) => name)).not.toContain('get_berth');
  }
});

it('tells the model what went wrong in a call', async () => {
  await emulator.admin('PUT', 'scenarios/model', {
    turns: [
      {
        calls: [
          { name: 'sink_boat', arguments: {} },
          { name: 'get_berth', arguments: { berth: 'seven' } },
          { name: 'get_berth', arguments: 'no object' },
        ],
      },
      { text: 'That went wrong.' },
    ],
  });
  const response = await clients.v1.responses.create({
    model: 'gpt-4o',
    input: 'Sink it.',
    tools: [harbour({ require_approval: 'never' })],
  });
  const [, sunk, found, written] = items(response);
  expect(sunk).toMatchObject({ name: 'sink_boat', status: 'failed', error: 'Boats are not sunk here.' });
  expect(found).toMatchObject({ status: 'failed', error: expect.stringContaining('berth') });
  expect(written).toMatchObject({ status: 'failed', error: 'The arguments are not a JSON object.' });
  expect(response.output_text).toBe('That went wrong.');
});

it('gives tools of two servers names of their own', async () => {
  const two = [harbour({ require_approval: 'never' }), harbour({ require_approval: 'never', server_label: 'marina' })];
  await emulator.admin('PUT', 'scenarios/model', {
    turns: [{ calls: [{ name: 'marina__get_berth', arguments: { berth: '3' } }] }, { text: 'Found.' }],
  });
  const response = await clients.v1.responses.create({ model: 'gpt-4o', input: 'Berth 3?', tools: two });
  expect(items(response)[2]).toMatchObject({ type: 'mcp_call', server_label: 'marina', name: 'get_berth' });
});

it('goes on without a server that does not answer, or that may not be called', async () => {
  const servers = [
    ['http://127.0.0.1:9/mcp', 'could not be listed'],
    ['https://mcp.example.com/mcp', 'FOUNDRY_ALLOWED_HOSTS'],
  ] as const;
  for (const [server_url, words] of servers) {
    const response = await clients.v1.responses.create({
      model: 'gpt-4o',
      input: 'Which boat lies in berth 12?',
      tools: [harbour({ server_url })],
      tool_choice: 'required',
    });
    expect(items(response)[0]).toMatchObject({
      type: 'mcp_list_tools',
      tools: [],
      error: expect.stringContaining(words),
    });
    expect(response.status).toBe('completed');
  }
});

it('sends headers to the server, and shows and keeps none', async () => {
  const { v1 } = clients;
  const made = await v1.responses.create({
    model: 'gpt-4o',
    input: 'Which boat lies in berth 12?',
    tools: [harbour({ require_approval: 'never', headers: { 'x-key': 'open-sesame' } })],
  });
  expect([...server.keys]).toEqual(['open-sesame']);
  for (const response of [made, await v1.responses.retrieve(made.id)]) {
    expect(response.tools[0]).toMatchObject({ headers: { 'x-key': '<redacted>' } });
    expect(JSON.stringify(response)).not.toContain('open-sesame');
  }
  expect(JSON.stringify(await emulator.admin('GET', 'requests'))).not.toContain('open-sesame');
});

it('serves the servers of an agent', async () => {
  await emulator.project.agents.createVersion('harbour-master', {
    kind: 'prompt',
    model: 'gpt-4o',
    tools: [{ type: 'mcp', server_label: 'harbour', server_url: server.url, require_approval: 'never' }],
  });
  const response = await clients.reference.responses.create(
    { input: 'Which boat lies in berth 12?' },
    { body: { ...byAgent('harbour-master').body, input: 'Which boat lies in berth 12?' } },
  );
  expect(response.output_text).toBe('The Gannet lies in berth 12.');
});

it.each<[string, Partial<Mcp>, string]>([
  ['an address that is none', { server_url: 'harbour' }, 'tools[0].server_url'],
  ['an approval of nothing', {}, 'input'],
])('refuses %s', async (what, more, param) => {
  const input = what.includes('approval')
    ? [{ type: 'mcp_approval_response' as const, approval_request_id: 'mcpr_0', approve: true }]
    : 'Hello!';
  await expect(clients.v1.responses.create({ model: 'gpt-4o', input, tools: [harbour(more)] })).rejects.toMatchObject({
    status: 400,
    param,
  });
});
