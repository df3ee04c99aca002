import { operations } from '../shapes/operation.ts';

/**
 * Inference below `/openai/v1/`, on the project and on the Azure OpenAI endpoint: the same bodies, with the deployment in `model`. In
 * neither reference; the project's OpenAI client calls it.
 */
export const inferenceV1 = operations(
  {
    api: 'foundry',
    alsoAt: 'azure-openai',
    shapes: 'azure-openai',
    beyond: true,
    group: 'Inference v1',
    errors: 'errorResponse',
  },
  {
    ChatCompletions_CreateV1: {
      route: 'POST /openai/chat/completions',
      body: 'createChatCompletionRequest',
      answers: { 200: 'createChatCompletionResponse' },
      events: 'createChatCompletionStreamResponse',
    },
    Completions_CreateV1: {
      route: 'POST /openai/completions',
      body: 'createCompletionRequest',
      answers: { 200: 'createCompletionResponse' },
      events: 'createCompletionResponse',
    },
    ImageGenerations_CreateV1: {
      route: 'POST /openai/images/generations',
      body: 'imageGenerationsRequestV1',
      answers: { 200: 'imagesResponseV1' },
      events: 'imageStreamEvent',
    },
    ImageEdits_CreateV1: {
      route: 'POST /openai/images/edits',
      body: 'imageEditRequest',
      media: 'multipart/form-data',
      answers: { 200: 'imagesResponseV1' },
      events: 'imageStreamEvent',
    },
    ImageVariations_CreateV1: {
      route: 'POST /openai/images/variations',
      body: 'imageVariationRequest',
      media: 'multipart/form-data',
      answers: { 200: 'imagesResponseV1' },
    },
    Speech_CreateV1: {
      route: 'POST /openai/audio/speech',
      body: 'createSpeechRequest',
      answers: { 200: 'binary' },
    },
    Transcriptions_CreateV1: {
      route: 'POST /openai/audio/transcriptions',
      body: 'createTranscriptionRequest',
      media: 'multipart/form-data',
      answers: { 200: 'audioResponse | audioVerboseResponse | string' },
      events: 'transcriptionStreamEvent',
    },
    Translations_CreateV1: {
      route: 'POST /openai/audio/translations',
      body: 'createTranslationRequest',
      media: 'multipart/form-data',
      answers: { 200: 'audioResponse | audioVerboseResponse | string' },
    },
  },
);
