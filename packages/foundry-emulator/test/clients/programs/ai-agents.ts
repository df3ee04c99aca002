import assert from 'node:assert/strict';
import {
  AgentsClient,
  type FunctionToolDefinition,
  isOutputOfType,
  type MessageTextContent,
  type RequiredFunctionToolCall,
  type SubmitToolOutputsAction,
  ToolUtility,
} from '@azure/ai-agents';
import { collect, credential, model, projectEndpoint, until } from './emulator.ts';
import { runAll } from './program.ts';

const client = new AgentsClient(projectEndpoint, credential);
const pollingOptions = { intervalInMs: 100 };

async function said(threadId: string): Promise<string> {
  for (const { role, content } of await collect(client.messages.list(threadId))) {
    const [text] = content;
    if (role === 'assistant' && text && isOutputOfType<MessageTextContent>(text, 'text')) return text.text.value;
  }
  throw new Error('The thread has no answer.');
}

const ended = (threadId: string, id: string) =>
  until(
    () => client.runs.get(threadId, id),
    ({ status }) => status !== 'queued' && status !== 'in_progress',
  );

const threadOf = (content: string) => client.threads.create({ messages: [{ role: 'user', content }] });

const weather: FunctionToolDefinition = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Returns the weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

await runAll({
  chat: {
    'answers in a thread': async () => {
      const agent = await client.createAgent(model, { name: 'greeter', instructions: 'Be brief.' });
      const thread = await threadOf('Hello');
      const run = await client.runs.createAndPoll(thread.id, agent.id, { pollingOptions });
      assert.equal(run.status, 'completed');
      assert.ok(await said(thread.id));
    },
  },
  streaming: {
    'streams a run': async () => {
      const agent = await client.createAgent(model, { name: 'streamer' });
      const thread = await threadOf('Hello');
      const events = await collect(await client.runs.create(thread.id, agent.id).stream());
      const names = events.map(({ event }) => event);
      assert.ok(names.includes('thread.message.delta') && names.includes('thread.run.completed'));
      assert.equal(names.at(-1), 'done');
    },
  },
  tools: {
    'submits the output of a function': async () => {
      const agent = await client.createAgent(model, { name: 'weather', tools: [weather] });
      const thread = await threadOf('What is the weather in Paris?');
      const { id } = await client.runs.create(thread.id, agent.id);
      const run = await ended(thread.id, id);
      assert.equal(run.status, 'requires_action');
      const action = run.requiredAction as SubmitToolOutputsAction;
      const [call] = action.submitToolOutputs.toolCalls as RequiredFunctionToolCall[];
      assert.equal(JSON.parse(`${call?.function.arguments}`).city, 'Paris');
      await client.runs.submitToolOutputs(thread.id, run.id, [
        { toolCallId: `${call?.id}`, output: 'sunny, 21 degrees' },
      ]);
      assert.equal((await ended(thread.id, id)).status, 'completed');
      assert.match(await said(thread.id), /sunny|21/);
    },
  },
  files: {
    'searches an uploaded file': async () => {
      const bytes = new Blob(['The office in Lisbon opens at nine.']);
      const file = await client.files.upload(bytes.stream(), 'assistants', { fileName: 'hours.txt' });
      const store = await client.vectorStores.createAndPoll({ fileIds: [file.id], name: 'hours', pollingOptions });
      const tool = ToolUtility.createFileSearchTool([store.id]);
      const agent = await client.createAgent(model, {
        name: 'searcher',
        tools: [tool.definition],
        toolResources: tool.resources,
      });
      const thread = await threadOf('When does the Lisbon office open?');
      const run = await client.runs.createAndPoll(thread.id, agent.id, { pollingOptions });
      assert.equal(run.status, 'completed');
      assert.match(await said(thread.id), /nine/);
      await client.vectorStores.delete(store.id);
      await client.files.delete(file.id);
    },
  },
  agents: {
    'changes, lists and deletes an agent': async () => {
      const { id } = await client.createAgent(model, { name: 'first', metadata: { team: 'a' } });
      assert.equal((await client.updateAgent(id, { name: 'second' })).name, 'second');
      assert.ok((await collect(client.listAgents())).some((each) => each.id === id));
      await client.deleteAgent(id);
      await assert.rejects(client.getAgent(id), { statusCode: 404 });
    },
    'defines agents with the tools of the samples': async () => {
      const connection = '/subscriptions/s/resourceGroups/r/providers/p/accounts/a/projects/p/connections/c';
      const { tools } = await client.createAgent(model, {
        name: 'handy',
        tools: [
          ToolUtility.createBingGroundingTool([{ connectionId: connection }]).definition,
          ToolUtility.createAzureAISearchTool(connection, 'index').definition,
          ToolUtility.createOpenApiTool({
            name: 'pets',
            spec: {
              openapi: '3.1.0',
              info: { title: 'Pets', version: '1' },
              paths: { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'Pets.' } } } } },
            },
            description: 'Pets.',
            auth: { type: 'anonymous' },
          } as never).definition,
        ],
      } as never);
      assert.equal(tools.length, 3);
    },
  },
  assistants: {
    'reads the steps of a run': async () => {
      const agent = await client.createAgent(model, { name: 'greeter' });
      const thread = await threadOf('Hello');
      const run = await client.runs.createAndPoll(thread.id, agent.id, { pollingOptions });
      const steps = await collect(client.runSteps.list(thread.id, run.id));
      assert.deepEqual(
        steps.map(({ type, status }) => [type, status]),
        [['message_creation', 'completed']],
      );
      assert.ok((await collect(client.runs.list(thread.id))).some(({ id }) => id === run.id));
    },
  },
});
