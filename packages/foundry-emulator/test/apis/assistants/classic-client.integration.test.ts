import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AgentEventMessage,
  AgentsClient,
  isOutputOfType,
  type MessageTextContent,
  ToolUtility,
} from '@azure/ai-agents';
import { startAzurite } from '../../../../../test/support/azurite.ts';
import { startEmulator, type TestEmulator, testCredential } from '../../../../../test/support/emulator.ts';
import { type FakeFunction, fakeFunction } from '../../../../../test/support/fake-function.ts';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let emulator: TestEmulator;
let orders: FakeFunction;
let client: AgentsClient;
beforeAll(async () => {
  azurite = await startAzurite();
  orders = await fakeFunction(azurite.connectionString, 'classic');
  emulator = await startEmulator({ settings: { FOUNDRY_STORAGE_CONNECTION: azurite.connectionString } });
  client = new AgentsClient(emulator.endpoints.project, testCredential);
});
afterAll(async () => {
  await emulator?.close();
  await orders?.stop();
  await azurite?.stop();
});
beforeEach(() => emulator.admin('POST', 'reset'));

const PARAMETERS = { type: 'object', properties: { orderNumber: { type: 'string' } }, required: ['orderNumber'] };

async function said(threadId: string, runId: string): Promise<string> {
  for await (const { content } of client.messages.list(threadId, { runId }))
    for (const part of content) if (isOutputOfType<MessageTextContent>(part, 'text')) return part.text.value;
  throw new Error('The run has no answer.');
}

/** An agent that calls a function behind queues: the arguments lie flat beside the CorrelationId. */
it('makes an agent with an azure_function tool, which is called and answers', async () => {
  orders.answer(({ orderNumber }) => JSON.stringify({ orderNumber, status: 'shipped' }));
  const binding = (queueName: string) => ({
    type: 'storage_queue' as const,
    storageQueue: { storageServiceEndpoint: orders.endpoint, queueName },
  });
  const agent = await client.createAgent('gpt-4o', {
    name: 'orders',
    instructions: 'Help.',
    tools: [
      {
        type: 'azure_function',
        azureFunction: {
          function: { name: 'get_order_status', description: 'Status of an order.', parameters: PARAMETERS },
          inputBinding: binding('classic-in'),
          outputBinding: binding('classic-out'),
        },
      },
    ],
  });
  const thread = await client.threads.create({ messages: [{ role: 'user', content: 'Where is my order 1042?' }] });
  const run = await client.runs.createAndPoll(thread.id, agent.id, { pollingOptions: { intervalInMs: 20 } });
  expect(run).toMatchObject({ status: 'completed', lastError: null });
  expect(await said(thread.id, run.id)).toContain('shipped');
  const [call] = orders.calls;
  expect(JSON.parse(`${call?.text}`)).toEqual({ orderNumber: '1042', CorrelationId: call?.correlationId });
  const types: string[] = [];
  for await (const step of client.runSteps.list(thread.id, run.id, { order: 'asc' })) types.push(step.type);
  expect(types).toEqual(['tool_calls', 'message_creation']);
});

describe('tools that only classic agents have', () => {
  const CONNECTION = '/subscriptions/s/resourceGroups/r/providers/p/accounts/a/projects/p/connections/c';
  const answerOf = async (agentId: string, content: string) => {
    const thread = await client.threads.create({ messages: [{ role: 'user', content }] });
    const run = await client.runs.createAndPoll(thread.id, agentId, { pollingOptions: { intervalInMs: 20 } });
    expect(run).toMatchObject({ status: 'completed', lastError: null });
    const steps: object[] = [];
    for await (const { stepDetails } of client.runSteps.list(thread.id, run.id, { order: 'asc' }))
      steps.push(stepDetails);
    return { steps, text: await said(thread.id, run.id) };
  };

  it('calls an operation of an OpenAPI document', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end(JSON.stringify({ name: 'Rex', age: 4 }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const spec = {
        openapi: '3.1.0',
        info: { title: 'Pets', version: '1' },
        servers: [{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }],
        paths: {
          '/pets/{id}': {
            get: {
              operationId: 'getPet',
              summary: 'Returns a pet.',
              parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
              responses: { 200: { description: 'The pet.' } },
            },
          },
        },
      };
      const { definition } = ToolUtility.createOpenApiTool({ name: 'pets', spec, auth: { type: 'anonymous' } });
      const agent = await client.createAgent('gpt-4o', { name: 'vet', tools: [definition] });
      const { steps, text } = await answerOf(agent.id, 'What do you know about pet 12?');
      expect(asked).toEqual(['GET /pets/12']);
      expect(text).toContain('Rex');
      expect(JSON.stringify(steps)).toContain('"type":"openapi"');
    } finally {
      server.close();
    }
  });

  it('searches an index that the tool resources name', async () => {
    const file = await client.files.upload(new Blob(['The library opens at nine.']).stream(), 'assistants', {
      fileName: 'library.md',
    });
    await client.vectorStores.create({ fileIds: [file.id], name: 'town-index' });
    await emulator.admin('POST', 'clock', { advance: 'PT2S' });
    const { definition, resources } = ToolUtility.createAzureAISearchTool(CONNECTION, 'town-index', {});
    const agent = await client.createAgent('gpt-4o', {
      name: 'guide',
      tools: [definition],
      toolResources: resources,
    });
    expect((await answerOf(agent.id, 'When does the library open?')).text).toContain('nine');
  });

  it('tells the model that a tool is not available, and goes on', async () => {
    const { definition } = ToolUtility.createBingGroundingTool([{ connectionId: CONNECTION }]);
    const agent = await client.createAgent('gpt-4o', { name: 'surfer', tools: [definition] });
    await emulator.admin('PUT', 'scenarios/model', {
      turns: [{ calls: [{ name: 'bing_grounding', arguments: { query: 'news' } }] }, { text: 'Sorry.' }],
    });
    const { steps, text } = await answerOf(agent.id, 'Search the web for news.');
    expect(text).toBe('Sorry.');
    expect(JSON.stringify(steps)).toMatch(/not available locally: this emulator searches no web/);
  });
});

it('lists threads, and deletes a message', async () => {
  const thread = await client.threads.create({ messages: [{ role: 'user', content: 'Hi' }] });
  const message = await client.messages.create(thread.id, 'user', 'Forget this.');
  const threads: string[] = [];
  for await (const each of client.threads.list()) threads.push(each.id);
  expect(threads).toEqual([thread.id]);
  const { beta } = emulator.azureOpenAI;
  expect(await beta.threads.messages.delete(message.id, { thread_id: thread.id })).toMatchObject({
    id: message.id,
    deleted: true,
  });
  const left: unknown[] = [];
  for await (const { content } of client.messages.list(thread.id)) left.push(content);
  expect(left).toHaveLength(1);
});

it('shows what a search of files found, and its words when they are asked for', async () => {
  const bytes = new Blob(['The bakery opens at five. Its rye bread is sold out by noon.']);
  const file = await client.files.upload(bytes.stream(), 'assistants', { fileName: 'bakery.md' });
  const store = await client.vectorStores.create({ fileIds: [file.id], name: 'town' });
  await emulator.admin('POST', 'clock', { advance: 'PT2S' });
  const agent = await client.createAgent('gpt-4o', {
    name: 'guide',
    tools: [{ type: 'file_search' }],
    toolResources: { fileSearch: { vectorStoreIds: [store.id] } },
  });
  const thread = await client.threads.create({ messages: [{ role: 'user', content: 'When does the bakery open?' }] });
  const run = await client.runs.createAndPoll(thread.id, agent.id, { pollingOptions: { intervalInMs: 20 } });
  expect(run.status).toBe('completed');
  const searched = async (include: 'step_details.tool_calls[*].file_search.results[*].content'[]) => {
    const found: unknown[] = [];
    for await (const { id, stepDetails } of client.runSteps.list(thread.id, run.id, { order: 'asc', include })) {
      if (stepDetails.type === 'tool_calls')
        found.push((await client.runSteps.get(thread.id, run.id, id, { include })).stepDetails);
    }
    return found;
  };
  const result = { fileId: file.id, fileName: 'bakery.md', score: expect.any(Number) };
  const content = [{ type: 'text', text: 'The bakery opens at five. Its rye bread is sold out by noon.' }];
  const INCLUDE = 'step_details.tool_calls[*].file_search.results[*].content' as const;
  expect(await searched([INCLUDE])).toMatchObject([
    { toolCalls: [{ fileSearch: { results: [{ ...result, content }] } }] },
  ]);
  expect(JSON.stringify(await searched([]))).toContain('bakery.md');
  expect(JSON.stringify(await searched([]))).not.toContain('rye bread');
});

it('lists, changes and deletes agents, and streams a run', async () => {
  const agent = await client.createAgent('gpt-4o', { name: 'one' });
  expect(await client.getAgent(agent.id)).toMatchObject({ name: 'one', model: 'gpt-4o' });
  expect((await client.updateAgent(agent.id, { name: 'two', metadata: { a: 'b' } })).name).toBe('two');
  const names: unknown[] = [];
  for await (const each of client.listAgents({ limit: 1 })) names.push(each.name);
  expect(names).toEqual(['two']);

  await emulator.admin('PUT', 'scenarios/model', { turns: [{ text: 'Hello there.' }] });
  const thread = await client.threads.create();
  await client.messages.create(thread.id, 'user', 'Hi');
  const events: AgentEventMessage[] = [];
  for await (const event of await client.runs.create(thread.id, agent.id).stream()) events.push(event);
  const told = events.map(({ event }) => event);
  expect(told[0]).toBe('thread.run.created');
  expect(told).toContain('thread.message.completed');
  expect(told.slice(-2)).toEqual(['thread.run.completed', 'done']);

  expect(await client.threads.delete(thread.id)).toMatchObject({ deleted: true });
  expect(await client.deleteAgent(agent.id)).toMatchObject({ deleted: true });
  await expect(client.getAgent(agent.id)).rejects.toMatchObject({ statusCode: 404 });
});
