import { createOpenAI } from '@ai-sdk/openai';
import { programsOf } from './ai-sdk.ts';
import { apiKey, embeddingModel, model, v1Endpoint } from './emulator.ts';
import { runAll } from './program.ts';

const openai = createOpenAI({ baseURL: v1Endpoint, apiKey });

await runAll(
  programsOf({
    language: openai(model),
    chat: openai.chat(model),
    completion: openai.completion('gpt-3.5-turbo-instruct'),
    embedding: openai.embedding(embeddingModel),
    image: openai.image('gpt-image-1'),
    speech: openai.speech('tts-1'),
    transcription: openai.transcription('gpt-4o-transcribe'),
  }),
);
