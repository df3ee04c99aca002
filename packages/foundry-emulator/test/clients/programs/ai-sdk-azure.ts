import assert from 'node:assert/strict';
import { createAzure } from '@ai-sdk/azure';
import { generateText } from 'ai';
import { programsOf } from './ai-sdk.ts';
import { apiKey, azureEndpoint, embeddingModel, model, v1Endpoint } from './emulator.ts';
import { runAll } from './program.ts';

const azure = createAzure({ baseURL: v1Endpoint, apiKey });
const byDeployment = createAzure({
  baseURL: `${azureEndpoint}/openai`,
  apiKey,
  useDeploymentBasedUrls: true,
  apiVersion: '2024-10-21',
});
const withToken = createAzure({ baseURL: v1Endpoint, tokenProvider: async () => 'any' });

const programs = programsOf({
  language: azure(model),
  chat: azure.chat(model),
  completion: azure.completion('gpt-35-turbo-instruct'),
  embedding: azure.embedding(embeddingModel),
  image: azure.image('gpt-image-1'),
  speech: azure.speech('tts'),
  transcription: azure.transcription('whisper-1'),
});

await runAll({
  ...programs,
  chat: {
    ...programs.chat,
    'generates a text with the address of a deployment': async () => {
      assert.ok((await generateText({ model: byDeployment.chat(model), prompt: 'Hello' })).text);
    },
    'generates a text with a token provider': async () => {
      assert.ok((await generateText({ model: withToken(model), prompt: 'Hello' })).text);
    },
  },
});
