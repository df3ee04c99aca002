import assert from 'node:assert/strict';
import { OpenAI, OpenAIEmbedding, OpenAIResponses } from '@llamaindex/openai';
import { Document, Settings, tool, VectorStoreIndex } from 'llamaindex';
import { AzureOpenAI } from 'openai';
import { z } from 'zod';
import { apiKey, azureEndpoint, embeddingModel, model, v1Endpoint } from './emulator.ts';
import { runAll } from './program.ts';

const llm = new OpenAI({ model, apiKey, baseURL: v1Endpoint });
const responses = new OpenAIResponses({ model, apiKey, baseURL: v1Endpoint });
const azure = new AzureOpenAI({ endpoint: azureEndpoint, apiKey, apiVersion: '2024-10-21' }) as never;
const onAzure = new OpenAI({ model, session: azure });
const embedModel = new OpenAIEmbedding({ model: embeddingModel, apiKey, baseURL: v1Endpoint });
Settings.llm = llm;
Settings.embedModel = embedModel;

const messages = [{ role: 'user' as const, content: 'Hello' }];

const weatherTool = (asked: string[]) =>
  tool({
    name: 'get_weather',
    description: 'Returns the weather of a city.',
    parameters: z.object({ city: z.string() }),
    execute: ({ city }) => {
      asked.push(city);
      return 'sunny, 21 degrees';
    },
  });

await runAll({
  chat: {
    'answers with chat completions': async () => {
      assert.ok((await llm.chat({ messages })).message.content);
    },
    'answers with a client of Azure': async () => {
      assert.ok((await onAzure.chat({ messages })).message.content);
    },
    'completes a prompt': async () => {
      assert.ok((await llm.complete({ prompt: 'Hello' })).text);
    },
  },
  streaming: {
    'streams an answer': async () => {
      let text = '';
      for await (const { delta } of await llm.chat({ messages, stream: true })) text += delta;
      assert.ok(text);
    },
  },
  tools: {
    'calls a tool': async () => {
      const asked: string[] = [];
      const { newMessages, toolCalls } = await llm.exec({
        messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
        tools: [weatherTool(asked)],
      });
      assert.equal(toolCalls.length, 1);
      assert.deepEqual(asked, ['Paris']);
      const last = await llm.chat({
        messages: [{ role: 'user', content: 'What is the weather in Paris?' }, ...newMessages],
      });
      assert.match(`${last.message.content}`, /sunny|21/);
    },
  },
  'structured output': {
    'answers in a structure': async () => {
      const { object } = await llm.exec({
        messages: [{ role: 'user', content: 'Anna is 31 years old.' }],
        responseFormat: z.object({ name: z.string(), age: z.number() }),
      });
      assert.deepEqual(object, { name: 'Anna', age: 31 });
    },
  },
  embeddings: {
    'embeds a text': async () => {
      assert.equal((await embedModel.getTextEmbedding('a cat')).length, 1536);
    },
  },
  files: {
    'answers from an index in memory': async () => {
      const documents = ['The office in Lisbon opens at nine.', 'Interest rates rise.'].map(
        (text) => new Document({ text }),
      );
      const index = await VectorStoreIndex.fromDocuments(documents);
      const { message } = await index
        .asQueryEngine({ similarityTopK: 1 })
        .query({ query: 'When does the Lisbon office open?' });
      assert.match(`${message.content}`, /nine/);
    },
  },
  responses: {
    'answers with responses': async () => {
      assert.ok((await responses.chat({ messages })).message.content);
    },
    'streams responses': async () => {
      let text = '';
      for await (const { delta } of await responses.chat({ messages, stream: true })) text += delta;
      assert.ok(text);
    },
  },
});
