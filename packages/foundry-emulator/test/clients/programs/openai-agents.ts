import assert from 'node:assert/strict';
import {
  Agent,
  handoff,
  MemorySession,
  OpenAIChatCompletionsModel,
  OpenAIConversationsSession,
  OpenAIResponsesModel,
  run,
  setTracingDisabled,
  tool,
} from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';
import { apiKey, model, v1Endpoint } from './emulator.ts';
import { runAll } from './program.ts';

setTracingDisabled(true);
const client = new OpenAI({ baseURL: v1Endpoint, apiKey }) as never;
const responses = new OpenAIResponsesModel(client, model);
const chat = new OpenAIChatCompletionsModel(client, model);
const models = { responses, chat };

const question = 'What is the weather in Paris?';
const weatherTool = (asked: string[]) =>
  tool({
    name: 'get_weather',
    description: 'Returns the weather of a city.',
    parameters: z.object({ city: z.string() }),
    execute: async ({ city }) => {
      asked.push(city);
      return 'sunny, 21 degrees';
    },
  });

async function loop(api: keyof typeof models): Promise<void> {
  const asked: string[] = [];
  const agent = new Agent({
    name: 'Weather',
    instructions: 'Be brief.',
    model: models[api],
    tools: [weatherTool(asked)],
  });
  const { finalOutput } = await run(agent, question);
  assert.deepEqual(asked, ['Paris']);
  assert.match(`${finalOutput}`, /sunny|21/);
}

async function structured(api: keyof typeof models): Promise<void> {
  const agent = new Agent({
    name: 'Reader',
    model: models[api],
    outputType: z.object({ name: z.string(), age: z.number(), hobbies: z.array(z.string()) }),
  });
  const { finalOutput } = await run(agent, 'Anna is 31 years old and likes chess and tennis.');
  assert.deepEqual(finalOutput, { name: 'Anna', age: 31, hobbies: ['chess', 'tennis'] });
}

async function streamed(api: keyof typeof models): Promise<void> {
  const agent = new Agent({ name: 'Guide', model: models[api] });
  const result = await run(agent, 'Tell me about Berlin', { stream: true });
  let text = '';
  for await (const delta of result.toTextStream()) text += delta;
  await result.completed;
  assert.equal(text, result.finalOutput);
}

await runAll({
  chat: {
    'runs an agent over responses': async () => {
      const { finalOutput } = await run(new Agent({ name: 'Greeter', model: responses }), 'Hello');
      assert.ok(finalOutput);
    },
    'runs an agent over chat completions': async () => {
      const { finalOutput } = await run(new Agent({ name: 'Greeter', model: chat }), 'Hello');
      assert.ok(finalOutput);
    },
  },
  streaming: {
    'streams over responses': () => streamed('responses'),
    'streams over chat completions': () => streamed('chat'),
    'streams a tool loop': async () => {
      const asked: string[] = [];
      const agent = new Agent({ name: 'Weather', model: responses, tools: [weatherTool(asked)] });
      const result = await run(agent, question, { stream: true });
      const names: string[] = [];
      for await (const event of result) if (event.type === 'run_item_stream_event') names.push(event.name);
      assert.deepEqual(asked, ['Paris']);
      assert.ok(
        names.includes('tool_called') && names.includes('tool_output') && names.includes('message_output_created'),
      );
    },
  },
  tools: {
    'loops over tools with responses': () => loop('responses'),
    'loops over tools with chat completions': () => loop('chat'),
    'calls a required tool': async () => {
      const asked: string[] = [];
      const agent = new Agent({
        name: 'Weather',
        model: responses,
        tools: [weatherTool(asked)],
        modelSettings: { toolChoice: 'required' },
        toolUseBehavior: 'stop_on_first_tool',
      });
      assert.equal((await run(agent, 'Hi')).finalOutput, 'sunny, 21 degrees');
      assert.equal(asked.length, 1);
    },
    'asks for an approval': async () => {
      const asked: string[] = [];
      const agent = new Agent({
        name: 'Weather',
        model: responses,
        tools: [
          tool({
            name: 'get_weather',
            description: 'Returns the weather of a city.',
            parameters: z.object({ city: z.string() }),
            needsApproval: true,
            execute: async ({ city }) => {
              asked.push(city);
              return 'sunny, 21 degrees';
            },
          }),
        ],
      });
      const first = await run(agent, question);
      const [interruption] = first.interruptions;
      assert.ok(interruption);
      first.state.approve(interruption);
      assert.match(`${(await run(agent, first.state)).finalOutput}`, /sunny|21/);
      assert.deepEqual(asked, ['Paris']);
    },
  },
  'structured output': {
    'reads an object over responses': () => structured('responses'),
    'reads an object over chat completions': () => structured('chat'),
  },
  responses: {
    'continues with the previous response': async () => {
      const agent = new Agent({ name: 'Greeter', model: responses });
      const first = await run(agent, 'My name is Anna.');
      assert.match(`${first.lastResponseId}`, /^resp_/);
      const second = await run(agent, 'Hello', { previousResponseId: `${first.lastResponseId}` });
      assert.ok(second.finalOutput);
    },
    'keeps a conversation on the server': async () => {
      const openai = new OpenAI({ baseURL: v1Endpoint, apiKey });
      const { id } = await openai.conversations.create({});
      const agent = new Agent({ name: 'Greeter', model: responses });
      await run(agent, 'My name is Anna.', { conversationId: id });
      await run(agent, 'Hello', { conversationId: id });
      assert.equal((await openai.conversations.items.list(id)).data.length, 4);
    },
    'keeps a session of conversations': async () => {
      const session = new OpenAIConversationsSession({ client });
      const agent = new Agent({ name: 'Weather', model: responses, tools: [weatherTool([])] });
      await run(agent, question, { session });
      await run(agent, 'Thanks', { session });
      assert.equal((await session.getItems()).length, 6);
    },
    'keeps a session in memory': async () => {
      const session = new MemorySession();
      const agent = new Agent({ name: 'Greeter', model: responses });
      await run(agent, 'My name is Anna.', { session });
      assert.ok((await run(agent, 'Hello', { session })).finalOutput);
    },
  },
  agents: {
    'hands off to another agent': async () => {
      const billing = new Agent({
        name: 'Billing',
        model: responses,
        handoffDescription: 'Answers questions about invoices.',
      });
      const triage = new Agent({
        name: 'Triage',
        model: responses,
        handoffs: [handoff(billing)],
        modelSettings: { toolChoice: 'required' },
      });
      const result = await run(triage, 'I have a question about my invoice');
      assert.equal(result.lastAgent?.name, 'Billing');
      assert.ok(result.finalOutput);
    },
    'uses an agent as a tool': async () => {
      const translator = new Agent({ name: 'Translator', instructions: 'Translate.', model: responses });
      const asTool = translator.asTool({ toolName: 'translate_text', toolDescription: 'Translates a text to German.' });
      const main = new Agent({ name: 'Main', model: responses, tools: [asTool] });
      const { newItems } = await run(main, 'Translate the text "good morning" to German');
      assert.ok(newItems.some(({ type }) => type === 'tool_call_output_item'));
    },
    'stops an input with a guardrail': async () => {
      const agent = new Agent({
        name: 'Guarded',
        model: responses,
        inputGuardrails: [{ name: 'never', execute: async () => ({ tripwireTriggered: true, outputInfo: {} }) }],
      });
      await assert.rejects(run(agent, 'Hello'), /guardrail/i);
    },
  },
});
