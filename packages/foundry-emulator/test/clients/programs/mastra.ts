import assert from 'node:assert/strict';
import { createAzure } from '@ai-sdk/azure';
import { createOpenAI } from '@ai-sdk/openai';
import { Agent } from '@mastra/core/agent';
import type { MastraModelConfig } from '@mastra/core/llm';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';
import { apiKey, model, v1Endpoint } from './emulator.ts';
import { runAll } from './program.ts';

const models = {
  openai: createOpenAI({ baseURL: v1Endpoint, apiKey })(model),
  azure: createAzure({ baseURL: v1Endpoint, apiKey })(model),
  chat: createAzure({ baseURL: v1Endpoint, apiKey }).chat(model),
  router: { id: `openai/${model}` as const, url: v1Endpoint, apiKey },
};

const agentOf = (which: keyof typeof models, tools = {}) =>
  new Agent({
    id: `agent-${which}`,
    name: 'Agent',
    instructions: 'Be brief.',
    model: models[which] as MastraModelConfig,
    tools,
  });

const weatherTool = (asked: string[]) =>
  createTool({
    id: 'get_weather',
    description: 'Returns the weather of a city.',
    inputSchema: z.object({ city: z.string() }),
    outputSchema: z.object({ sky: z.string() }),
    execute: async ({ city }) => {
      asked.push(city);
      return { sky: 'sunny' };
    },
  });

async function loop(which: keyof typeof models): Promise<void> {
  const asked: string[] = [];
  const agent = agentOf(which, { get_weather: weatherTool(asked) });
  assert.match((await agent.generate('What is the weather in Paris?')).text, /sunny/);
  assert.deepEqual(asked, ['Paris']);
}

await runAll({
  chat: {
    'answers with the provider of OpenAI': async () => assert.ok((await agentOf('openai').generate('Hello')).text),
    'answers with the provider of Azure': async () => assert.ok((await agentOf('azure').generate('Hello')).text),
    'answers with a model of an address': async () => assert.ok((await agentOf('router').generate('Hello')).text),
  },
  streaming: {
    'streams an answer': async () => {
      const { textStream } = await agentOf('azure').stream('Tell me about Berlin');
      let text = '';
      for await (const delta of textStream) text += delta;
      assert.ok(text);
    },
  },
  tools: {
    'loops over tools with responses': () => loop('azure'),
    'loops over tools with chat completions': () => loop('chat'),
    'loops over tools with a model of an address': () => loop('router'),
  },
  'structured output': {
    'answers in a structure': async () => {
      const { object } = await agentOf('azure').generate('Anna is 31 years old.', {
        structuredOutput: { schema: z.object({ name: z.string(), age: z.number() }) },
      });
      assert.deepEqual(object, { name: 'Anna', age: 31 });
    },
  },
  agents: {
    'runs an agent as a step of a workflow': async () => {
      const step = createStep(agentOf('azure'));
      const workflow = createWorkflow({
        id: 'greet',
        inputSchema: z.object({ prompt: z.string() }),
        outputSchema: z.object({ text: z.string() }),
      })
        .then(step)
        .commit();
      const run = await workflow.createRun();
      const result = await run.start({ inputData: { prompt: 'Hello' } });
      assert.ok(result.status === 'success' && result.result.text);
    },
  },
});
