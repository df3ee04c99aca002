import type OpenAI from 'openai';
import { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../test/support/openai-clients.ts';

type Tool = OpenAI.Responses.Tool;

let emulator: TestEmulator;
let clients: Awaited<ReturnType<typeof openAIClients>>;

beforeAll(async () => {
  emulator = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '0' } });
  clients = await openAIClients(emulator);
});
afterAll(() => emulator.close());

/** Tools of the reference that the client's types lack, too. */
const tool = (definition: { type: string; [field: string]: unknown }) => definition as unknown as Tool;
const items = (response: OpenAI.Responses.Response) =>
  response.output as unknown as { type: string; [field: string]: unknown }[];
const ask = (input: string, ...tools: Tool[]) => ({ model: 'gpt-4o', input, tools });

const connection = { project_connection_id: 'some-connection' };

it.each([
  { type: 'bing_grounding', bing_grounding: { search_configurations: [connection] } },
  {
    type: 'bing_custom_search_preview',
    bing_custom_search_preview: { search_configurations: [{ ...connection, instance_name: 'mine' }] },
  },
  { type: 'sharepoint_grounding_preview', sharepoint_grounding_preview: { project_connections: [connection] } },
  { type: 'fabric_dataagent_preview', fabric_dataagent_preview: { project_connections: [connection] } },
])('goes on without $type, and says so in an item of its own', async (definition) => {
  const response = await clients.reference.responses.create(ask('Who won the harbour regatta?', tool(definition)));
  const [call, output, message] = items(response);
  expect(response.status).toBe('completed');
  expect(call).toMatchObject({
    type: `${definition.type}_call`,
    status: 'failed',
    arguments: '{"query":"Who won the harbour regatta?"}',
    response_id: response.id,
  });
  expect(output).toMatchObject({ type: `${definition.type}_call_output`, call_id: call?.call_id, status: 'failed' });
  expect(output?.output).toContain('not available locally');
  expect(message).toMatchObject({ type: 'message' });
  expect(response.output_text).toContain('not available locally');
});

it.each([
  { type: 'browser_automation_preview', browser_automation_preview: { connection } },
  { type: 'a2a_preview', base_url: 'https://agent.example' },
])('goes on without $type when the model calls it', async (definition) => {
  await emulator.admin('PUT', 'scenarios/model', {
    turns: [{ calls: [{ name: definition.type, arguments: { query: 'Book a berth.' } }] }],
  });
  const response = await clients.reference.responses.create(ask('Book a berth.', tool(definition)));
  expect(items(response).map(({ type }) => type)).toEqual([
    `${definition.type}_call`,
    `${definition.type}_call_output`,
    'message',
  ]);
  expect(response.output_text).toContain('not available locally');
});

it('streams a web search that fails, and goes on from it in a conversation', async () => {
  const { reference, v1 } = clients;
  for (const [client, type] of [
    [reference, 'web_search_preview'],
    [v1, 'web_search'],
  ] as const) {
    const types: string[] = [];
    const stream = client.responses.stream(ask('Who won the harbour regatta?', tool({ type })));
    for await (const event of stream) types.push(event.type);
    const response = await stream.finalResponse();
    expect(types.slice(2, 6)).toEqual([
      'response.output_item.added',
      'response.web_search_call.in_progress',
      'response.web_search_call.searching',
      'response.output_item.done',
    ]);
    expect(response.output[0]).toMatchObject({
      type: 'web_search_call',
      status: 'failed',
      action: { type: 'search', query: 'Who won the harbour regatta?' },
    });
    const next = await client.responses.create({ model: 'gpt-4o', input: 'Hello!', previous_response_id: response.id });
    expect(next.status).toBe('completed');
  }
});

it('makes an image when asked for one', async () => {
  const types: string[] = [];
  const stream = clients.v1.responses.stream(
    ask('Draw a picture of a red star.', { type: 'image_generation', partial_images: 1, size: '1024x1024' }),
  );
  for await (const event of stream) types.push(event.type);
  const [image] = items(await stream.finalResponse());
  expect(image).toMatchObject({ type: 'image_generation_call', status: 'completed' });
  const png = Buffer.from(String(image?.result), 'base64');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1024, 1024]);
  expect(types.filter((type) => type.includes('image_generation'))).toEqual([
    'response.image_generation_call.in_progress',
    'response.image_generation_call.generating',
    'response.image_generation_call.partial_image',
    'response.image_generation_call.completed',
  ]);
});

it('says what image it cannot make', async () => {
  const create = (input: string, output_format: 'png' | 'webp') =>
    clients.v1.responses.create(ask(input, { type: 'image_generation', output_format }));
  expect(items(await create('Draw a picture of a red star.', 'webp'))[0]).toMatchObject({
    status: 'failed',
    error: 'Images are made as png here, not as webp.',
  });
  expect(items(await create('Draw a picture of how to build a bomb.', 'png'))[0]).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('filtered'),
  });
});

it('runs no code where that is not allowed', async () => {
  await emulator.admin('PUT', 'scenarios/model', {
    turns: [{ calls: [{ name: 'code_interpreter', arguments: { code: 'print(6 * 7)' } }] }],
  });
  const response = await clients.v1.responses.create(
    ask('What is six times seven?', { type: 'code_interpreter', container: { type: 'auto' } }),
  );
  expect(items(response)[0]).toMatchObject({
    type: 'code_interpreter_call',
    status: 'failed',
    code: 'print(6 * 7)',
    outputs: [{ type: 'logs', logs: expect.stringContaining('FOUNDRY_CODE_INTERPRETER=on') }],
  });
});

it('runs code where that is allowed, and streams it', async () => {
  const free = await startEmulator({ settings: { FOUNDRY_CODE_INTERPRETER: 'on' } });
  try {
    const { v1 } = await openAIClients(free);
    await free.admin('PUT', 'scenarios/model', {
      turns: [{ calls: [{ name: 'code_interpreter', arguments: { code: 'print(6 * 7)' } }] }],
    });
    const types: string[] = [];
    const stream = v1.responses.stream({
      ...ask('What is six times seven?', { type: 'code_interpreter', container: { type: 'auto' } }),
      include: ['code_interpreter_call.outputs'],
    });
    for await (const event of stream) types.push(event.type);
    const response = await stream.finalResponse();
    expect(items(response)[0]).toMatchObject({ status: 'completed', outputs: [{ type: 'logs', logs: '42' }] });
    expect(response.output_text).toContain('42');
    expect(types.filter((type) => type.includes('code_interpreter'))).toEqual([
      'response.code_interpreter_call.in_progress',
      'response.code_interpreter_call_code.delta',
      'response.code_interpreter_call_code.done',
      'response.code_interpreter_call.interpreting',
      'response.code_interpreter_call.completed',
    ]);
  } finally {
    await free.close();
  }
});

it('captures what the model hands over in a form', async () => {
  const outputs = {
    name: 'berth_wish',
    description: 'Captures a wish for a berth: the length of the boat.',
    schema: { type: 'object', properties: { length: { type: 'number' } }, required: ['length'] },
    strict: true,
  };
  const definition = tool({ type: 'capture_structured_outputs', outputs });
  const response = await clients.reference.responses.create(
    ask('I wish for a berth, the length of my boat is 12.', definition),
  );
  expect(items(response)[0]).toMatchObject({ type: 'structured_outputs', output: { length: 12 } });
  expect(response.status).toBe('completed');
});

it('hands actions on a computer over to the client, and goes on from the screenshot', async () => {
  const computer = tool({
    type: 'computer_use_preview',
    display_width: 800,
    display_height: 600,
    environment: 'browser',
  });
  const click = { type: 'click', button: 'left', x: 10, y: 20 };
  await emulator.admin('PUT', 'scenarios/model', {
    turns: [
      { calls: [{ name: 'computer_use_preview', arguments: {} }] },
      { calls: [{ name: 'computer_use_preview', arguments: { action: click } }] },
      { text: 'Done.' },
    ],
  });
  let response = await clients.reference.responses.create(ask('Press the button.', computer));
  for (const action of [{ type: 'screenshot' }, click]) {
    const [call] = items(response);
    expect(call).toMatchObject({ type: 'computer_call', status: 'completed', action, pending_safety_checks: [] });
    response = await clients.reference.responses.create({
      model: 'gpt-4o',
      previous_response_id: response.id,
      tools: [computer],
      input: [
        {
          type: 'computer_call_output',
          call_id: String(call?.call_id),
          output: { type: 'computer_screenshot', image_url: 'data:image/png;base64,iVBORw0KGgo=' },
        },
      ],
    });
  }
  expect(response.output_text).toBe('Done.');
});

it('hands commands of a shell over to the client', async () => {
  await emulator.admin('PUT', 'scenarios/model', {
    turns: [{ calls: [{ name: 'local_shell', arguments: { command: ['ls', '-l'] } }] }, { text: 'Two files.' }],
  });
  const first = await clients.v1.responses.create(ask('What is here?', { type: 'local_shell' }));
  const [call] = items(first);
  expect(call).toMatchObject({ type: 'local_shell_call', action: { type: 'exec', command: ['ls', '-l'], env: {} } });
  const goOn = (input: OpenAI.Responses.ResponseInput) =>
    clients.v1.responses.create({ model: 'gpt-4o', previous_response_id: first.id, input });
  await expect(goOn([{ role: 'user', content: 'Well?' }])).rejects.toThrow('No tool output found for local shell call');
  const output = { type: 'local_shell_call_output' as const, id: String(call?.call_id), output: 'a\nb' };
  expect((await goOn([output])).output_text).toBe('Two files.');
});

it('searches a vector store in place of an index of Azure AI Search', async () => {
  const { v1, reference } = clients;
  const file = await v1.files.create({
    file: await toFile(Buffer.from('The bakery opens at five. Its rye bread is sold out by noon.'), 'bakery.md'),
    purpose: 'assistants',
  });
  const store = await v1.vectorStores.create({ name: 'town' });
  await v1.vectorStores.files.create(store.id, { file_id: file.id });
  await emulator.admin('POST', 'clock', { advance: 'PT2S' });
  const search = (index_name: string) =>
    reference.responses.create(
      ask(
        'When does the bakery open?',
        tool({ type: 'azure_ai_search', azure_ai_search: { indexes: [{ index_name }] } }),
      ),
    );
  const found = await search('town');
  const [call, output] = items(found);
  expect(call).toMatchObject({ type: 'azure_ai_search_call', status: 'completed' });
  expect(JSON.parse(String(output?.output))).toMatchObject({ documents: [{ id: file.id, title: 'bakery.md' }] });
  expect(found.output_text).toBe('The bakery opens at five.');
  const lost = await search('village');
  expect(items(lost)[1]).toMatchObject({ status: 'failed', output: expect.stringContaining("no index 'village'") });
  expect(lost.status).toBe('completed');
});
