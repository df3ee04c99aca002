import assert from 'node:assert/strict';
import { apiKey, azureEndpoint, embeddingModel, model } from './emulator.ts';
import { runAll } from './program.ts';

process.env.PROMPTFOO_DISABLE_TELEMETRY = '1';
process.env.PROMPTFOO_DISABLE_UPDATE = '1';
process.env.PROMPTFOO_CACHE_ENABLED = 'false';
const { default: promptfoo } = await import('promptfoo');

const config = { apiHost: new URL(azureEndpoint).host, apiKey, apiVersion: '2024-10-21' };
const load = (id: string, more: object = {}) =>
  promptfoo.loadApiProvider(id, { options: { config: { ...config, ...more } } });

const answer = async (id: string, prompt: string, more: object = {}) => {
  const { output, error } = await (await load(id, more)).callApi(prompt);
  assert.equal(error, undefined);
  return output;
};

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Returns the weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

await runAll({
  chat: {
    'answers a prompt and counts tokens': async () => {
      const { output, tokenUsage } = await (await load(`azure:chat:${model}`)).callApi('Hello');
      assert.ok(output);
      assert.ok((tokenUsage?.total ?? 0) > 0);
    },
  },
  tools: {
    'calls a required tool': async () => {
      const output = await answer(`azure:chat:${model}`, 'What is the weather in Paris?', {
        tools: [weather],
        tool_choice: 'required',
      });
      assert.match(JSON.stringify(output), /Paris/);
    },
  },
  'structured output': {
    'answers in a structure': async () => {
      const output = await answer(`azure:chat:${model}`, 'Anna is 31 years old.', {
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: 'person',
            strict: true,
            schema: {
              type: 'object',
              properties: { name: { type: 'string' }, age: { type: 'integer' } },
              required: ['name', 'age'],
              additionalProperties: false,
            },
          },
        },
      });
      assert.deepEqual(typeof output === 'string' ? JSON.parse(output) : output, { name: 'Anna', age: 31 });
    },
  },
  embeddings: {
    'embeds a text': async () => {
      const provider = await load(`azure:embeddings:${embeddingModel}`);
      const { embedding, error } = (await provider.callEmbeddingApi?.('a cat')) ?? {};
      assert.equal(error, undefined);
      assert.equal(embedding?.length, 1536);
    },
  },
  responses: {
    'answers with responses': async () => {
      assert.ok(await answer(`azure:responses:${model}`, 'Hello', { apiVersion: 'preview' }));
    },
  },
});
