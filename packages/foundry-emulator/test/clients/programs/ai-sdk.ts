import assert from 'node:assert/strict';
import type { EmbeddingModel, ImageModel, LanguageModel, SpeechModel, TranscriptionModel } from 'ai';
import {
  embed,
  embedMany,
  generateImage,
  experimental_generateSpeech as generateSpeech,
  generateText,
  isStepCount,
  Output,
  streamText,
  ToolLoopAgent,
  tool,
  experimental_transcribe as transcribe,
} from 'ai';
import { z } from 'zod';
import type { Programs } from './program.ts';

/** Models of a provider of the AI SDK. */
export interface Provider {
  /** The default API, responses. */
  readonly language: LanguageModel;
  readonly chat: LanguageModel;
  readonly completion: LanguageModel;
  readonly embedding: EmbeddingModel;
  readonly image: ImageModel;
  readonly speech: SpeechModel;
  readonly transcription: TranscriptionModel;
}

const Person = z.object({ name: z.string(), age: z.number().int(), hobbies: z.array(z.string()) });
const about = 'Anna is 31 years old and likes chess and tennis.';
const question = 'What is the weather in Paris?';

const weatherTool = (asked: string[]) =>
  tool({
    description: 'Returns the weather of a city.',
    inputSchema: z.object({ city: z.string().describe('Name of the city') }),
    execute: async ({ city }) => {
      asked.push(city);
      return { sky: 'sunny', degrees: 21 };
    },
  });

async function loop(model: LanguageModel): Promise<void> {
  const asked: string[] = [];
  const { text, steps } = await generateText({
    model,
    prompt: question,
    tools: { weather: weatherTool(asked) },
    stopWhen: isStepCount(3),
  });
  assert.deepEqual(asked, ['Paris']);
  assert.equal(steps.length, 2);
  assert.match(text, /sunny|21/);
}

async function structured(model: LanguageModel): Promise<void> {
  const { output } = await generateText({ model, prompt: about, output: Output.object({ schema: Person }) });
  assert.deepEqual(output, { name: 'Anna', age: 31, hobbies: ['chess', 'tennis'] });
}

async function streamed(model: LanguageModel): Promise<void> {
  const { textStream, usage, finishReason } = streamText({ model, prompt: 'Tell me about Berlin' });
  let text = '';
  for await (const delta of textStream) text += delta;
  assert.ok(text.length > 0);
  assert.equal(await finishReason, 'stop');
  assert.ok(((await usage).totalTokens ?? 0) > 0);
}

/** Programs over the AI SDK, for one of its providers. */
export const programsOf = ({
  language,
  chat,
  completion,
  embedding,
  image,
  speech,
  transcription,
}: Provider): Programs => ({
  chat: {
    'generates a text with responses': async () => {
      const { text, finishReason, usage } = await generateText({
        model: language,
        instructions: 'Be brief.',
        prompt: 'Hello',
      });
      assert.ok(text);
      assert.equal(finishReason, 'stop');
      assert.ok((usage.inputTokens ?? 0) > 0 && (usage.outputTokens ?? 0) > 0);
    },
    'generates a text with chat completions': async () => {
      const { text } = await generateText({ model: chat, messages: [{ role: 'user', content: 'Hello' }] });
      assert.ok(text);
    },
    'generates a text with the legacy completions': async () => {
      assert.ok((await generateText({ model: completion, prompt: 'Once upon a time' })).text);
    },
    'sends an image': async () => {
      const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
      const { text } = await generateText({
        model: language,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Describe the image.' },
              { type: 'file', data: Buffer.from(pixel, 'base64'), mediaType: 'image/png' },
            ],
          },
        ],
      });
      assert.ok(text);
    },
  },
  streaming: {
    'streams a text with responses': () => streamed(language),
    'streams a text with chat completions': () => streamed(chat),
    'streams a tool loop': async () => {
      const asked: string[] = [];
      const { fullStream } = streamText({
        model: language,
        prompt: question,
        tools: { weather: weatherTool(asked) },
        stopWhen: isStepCount(3),
      });
      const types = new Set<string>();
      for await (const part of fullStream) {
        if (part.type === 'error') throw part.error;
        types.add(part.type);
      }
      assert.deepEqual(asked, ['Paris']);
      for (const type of ['tool-input-delta', 'tool-call', 'tool-result', 'text-delta', 'finish'])
        assert.ok(types.has(type), type);
    },
    'streams a partial object': async () => {
      const { partialOutputStream, output } = streamText({
        model: language,
        prompt: about,
        output: Output.object({ schema: Person }),
      });
      let parts = 0;
      for await (const _ of partialOutputStream) parts++;
      assert.ok(parts > 0);
      assert.equal((await output).age, 31);
    },
  },
  tools: {
    'loops over tools with responses': () => loop(language),
    'loops over tools with chat completions': () => loop(chat),
    'calls a required tool': async () => {
      const { toolCalls } = await generateText({
        model: language,
        prompt: 'Hi',
        tools: {
          weather: tool({ description: 'Returns the weather of a city.', inputSchema: z.object({ city: z.string() }) }),
        },
        toolChoice: 'required',
      });
      assert.deepEqual([toolCalls.length, toolCalls[0]?.toolName], [1, 'weather']);
    },
    'calls a named tool in chat completions': async () => {
      const { toolCalls } = await generateText({
        model: chat,
        prompt: 'Hi',
        tools: {
          weather: tool({ description: 'Returns the weather of a city.', inputSchema: z.object({ city: z.string() }) }),
        },
        toolChoice: { type: 'tool', toolName: 'weather' },
      });
      assert.equal(toolCalls[0]?.toolName, 'weather');
    },
  },
  'structured output': {
    'generates an object with responses': () => structured(language),
    'generates an object with chat completions': () => structured(chat),
    'generates a list': async () => {
      const { output } = await generateText({
        model: language,
        prompt: 'Berlin, Paris and Rome are capitals.',
        output: Output.array({ element: z.object({ city: z.string() }) }),
      });
      assert.deepEqual(
        output.map(({ city }) => city),
        ['Berlin', 'Paris', 'Rome'],
      );
    },
    'chooses one of several values': async () => {
      const { output } = await generateText({
        model: language,
        prompt: 'The invoice is wrong, I paid twice. Which department: billing, sales or support?',
        output: Output.choice({ options: ['billing', 'sales', 'support'] }),
      });
      assert.ok(['billing', 'sales', 'support'].includes(output));
    },
  },
  embeddings: {
    'embeds one text and many': async () => {
      assert.equal((await embed({ model: embedding, value: 'a cat' })).embedding.length, 1536);
      assert.equal((await embedMany({ model: embedding, values: ['a cat', 'a dog'] })).embeddings.length, 2);
    },
  },
  responses: {
    'continues a response': async () => {
      const first = await generateText({ model: language, prompt: 'My name is Anna.' });
      const metadata = first.providerMetadata?.azure ?? first.providerMetadata?.openai;
      const previousResponseId = `${metadata?.responseId}`;
      const options = { previousResponseId };
      const second = await generateText({
        model: language,
        prompt: 'Hello',
        providerOptions: { openai: options, azure: options },
      });
      assert.match(previousResponseId, /^resp_/);
      assert.ok(second.text);
    },
  },
  agents: {
    'runs an agent with a tool': async () => {
      const asked: string[] = [];
      const agent = new ToolLoopAgent({
        model: language,
        instructions: 'Be brief.',
        tools: { weather: weatherTool(asked) },
      });
      assert.match((await agent.generate({ prompt: question })).text, /sunny|21/);
      assert.deepEqual(asked, ['Paris']);
    },
  },
  images: {
    'generates an image': async () => {
      const { image: made } = await generateImage({ model: image, prompt: 'A red house', size: '1024x1024' });
      assert.equal(made.mediaType, 'image/png');
      assert.ok(made.uint8Array.length > 100);
    },
  },
  audio: {
    'speaks and transcribes': async () => {
      const { audio } = await generateSpeech({ model: speech, text: 'Good morning', voice: 'alloy' });
      const { text, segments } = await transcribe({ model: transcription, audio: audio.uint8Array });
      assert.match(text, /good morning/i);
      assert.ok(Array.isArray(segments));
    },
  },
});
