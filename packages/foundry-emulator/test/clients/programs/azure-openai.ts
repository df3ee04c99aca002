import assert from 'node:assert/strict';
import { AzureOpenAI, toFile } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { apiKey, azureEndpoint, collect, embeddingModel, model, until } from './emulator.ts';
import { runAll } from './program.ts';

const withVersion = (apiVersion: string) => new AzureOpenAI({ endpoint: azureEndpoint, apiKey, apiVersion });
const released = withVersion('2024-10-21');
const preview = withVersion('2025-04-01-preview');
const byDeployment = new AzureOpenAI({
  endpoint: azureEndpoint,
  azureADTokenProvider: async () => 'any',
  apiVersion: '2024-10-21',
  deployment: model,
});

const tool = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'Returns the weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

await runAll({
  chat: {
    'answers with the content filter results of Azure': async () => {
      const completion = await released.chat.completions.create({
        model,
        messages: [{ role: 'user', content: 'Hello' }],
      });
      assert.ok(completion.choices[0]?.message.content);
      assert.ok('prompt_filter_results' in completion);
      assert.ok('content_filter_results' in completion.choices[0]);
    },
    'answers with a token provider and a deployment': async () => {
      const { choices } = await byDeployment.chat.completions.create({
        model: '',
        messages: [{ role: 'user', content: 'Hello' }],
      });
      assert.ok(choices[0]?.message.content);
    },
    'completes a prompt': async () => {
      const { choices } = await released.completions.create({
        model: 'gpt-35-turbo-instruct',
        prompt: 'Once upon a time',
      });
      assert.equal(choices[0]?.finish_reason, 'length');
    },
  },
  streaming: {
    'streams chunks': async () => {
      const chunks = await collect(
        await released.chat.completions.create({
          model,
          stream: true,
          stream_options: { include_usage: true },
          messages: [{ role: 'user', content: 'Hello' }],
        }),
      );
      assert.ok(chunks.map(({ choices }) => choices[0]?.delta?.content ?? '').join(''));
      assert.ok(chunks.at(-1)?.usage);
    },
    'streams a response': async () => {
      const events = await collect(await preview.responses.create({ model, input: 'Hello', stream: true }));
      assert.equal(events.at(-1)?.type, 'response.completed');
    },
  },
  tools: {
    'calls a required tool': async () => {
      const { choices } = await released.chat.completions.create({
        model,
        messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
        tools: [tool],
        tool_choice: 'required',
      });
      const call = choices[0]?.message.tool_calls?.[0];
      assert.ok(call?.type === 'function' && JSON.parse(call.function.arguments).city === 'Paris');
    },
  },
  'structured output': {
    'parses a zod schema': async () => {
      const { choices } = await preview.chat.completions.parse({
        model,
        messages: [{ role: 'user', content: 'Anna is 31 years old.' }],
        response_format: zodResponseFormat(z.object({ name: z.string(), age: z.number() }), 'person'),
      });
      assert.deepEqual(choices[0]?.message.parsed, { name: 'Anna', age: 31 });
    },
  },
  embeddings: {
    'embeds two texts': async () => {
      const { data } = await released.embeddings.create({ model: embeddingModel, input: ['a cat', 'a dog'] });
      assert.deepEqual([data.length, data[0]?.embedding.length], [2, 1536]);
    },
  },
  files: {
    'uploads a file and indexes it': async () => {
      const file = await preview.files.create({
        file: await toFile(Buffer.from('The office opens at nine.'), 'hours.txt'),
        purpose: 'assistants',
      });
      const store = await preview.vectorStores.create({ name: 'hours', file_ids: [file.id] });
      const ready = await until(
        () => preview.vectorStores.retrieve(store.id),
        ({ status }) => status === 'completed',
      );
      assert.equal(ready.file_counts.completed, 1);
    },
  },
  responses: {
    'chains two responses': async () => {
      const first = await preview.responses.create({ model, input: 'My name is Anna.' });
      const second = await preview.responses.create({ model, input: 'Hello', previous_response_id: first.id });
      assert.equal((await preview.responses.retrieve(second.id)).previous_response_id, first.id);
    },
  },
  assistants: {
    'runs an assistant with file search': async () => {
      const file = await preview.files.create({
        file: await toFile(Buffer.from('The office in Lisbon opens at nine.'), 'hours.txt'),
        purpose: 'assistants',
      });
      const store = await preview.vectorStores.create({ file_ids: [file.id] });
      const assistant = await preview.beta.assistants.create({
        model,
        tools: [{ type: 'file_search' }],
        tool_resources: { file_search: { vector_store_ids: [store.id] } },
      });
      const thread = await preview.beta.threads.create({
        messages: [{ role: 'user', content: 'When does the Lisbon office open?' }],
      });
      const run = await preview.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
      assert.equal(run.status, 'completed');
      const [message] = (await preview.beta.threads.messages.list(thread.id)).data;
      assert.ok(message?.content[0]?.type === 'text');
      assert.match(message.content[0].text.value, /nine/);
      assert.equal(message.content[0].text.annotations[0]?.type, 'file_citation');
    },
  },
  'fine-tuning': {
    'trains a model': async () => {
      const line = '{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}\n';
      const file = await released.files.create({
        file: await toFile(Buffer.from(line.repeat(12)), 'train.jsonl'),
        purpose: 'fine-tune',
      });
      await until(
        () => released.files.retrieve(file.id),
        ({ status }) => status === 'processed',
      );
      const job = await released.fineTuning.jobs.create({ model: 'gpt-4o-mini-2024-07-18', training_file: file.id });
      const done = await until(
        () => released.fineTuning.jobs.retrieve(job.id),
        ({ status }) => status === 'succeeded' || status === 'failed',
      );
      assert.equal(done.status, 'succeeded');
    },
  },
  images: {
    'generates an image with an address': async () => {
      const { data } = await released.images.generate({ model: 'dall-e-3', prompt: 'A red house' });
      const image = await fetch(`${data?.[0]?.url}`);
      assert.equal(image.headers.get('content-type'), 'image/png');
    },
    'edits an image': async () => {
      const { data } = await preview.images.generate({ model: 'gpt-image-1', prompt: 'A red house' });
      const image = await toFile(Buffer.from(data?.[0]?.b64_json ?? '', 'base64'), 'house.png', { type: 'image/png' });
      const edited = await preview.images.edit({ model: 'gpt-image-1', image, prompt: 'Make it blue' });
      assert.ok(edited.data?.[0]?.b64_json);
    },
  },
  audio: {
    'speaks, transcribes and translates': async () => {
      const speech = await released.audio.speech.create({ model: 'tts', voice: 'alloy', input: 'Good morning' });
      const bytes = Buffer.from(await speech.arrayBuffer());
      const { text } = await released.audio.transcriptions.create({
        model: 'whisper',
        file: await toFile(bytes, 'a.mp3'),
      });
      assert.match(text, /good morning/i);
      const { text: translated } = await released.audio.translations.create({
        model: 'whisper',
        file: await toFile(bytes, 'a.mp3'),
      });
      assert.match(translated, /\w/);
    },
  },
});
