import { operations } from '../shapes/operation.ts';

export const audio = operations(
  { api: 'azure-openai', group: 'Audio', errors: 'errorResponse' },
  {
    Transcriptions_Create: {
      route: 'POST /openai/deployments/{deployment-id}/audio/transcriptions',
      body: 'createTranscriptionRequest',
      media: 'multipart/form-data',
      answers: { 200: 'audioResponse | audioVerboseResponse | string' },
    },
    Translations_Create: {
      route: 'POST /openai/deployments/{deployment-id}/audio/translations',
      body: 'createTranslationRequest',
      media: 'multipart/form-data',
      answers: { 200: 'audioResponse | audioVerboseResponse | string' },
    },
    Speech_Create: {
      route: 'POST /openai/deployments/{deployment-id}/audio/speech',
      body: 'createSpeechRequest',
      answers: { 200: 'binary' },
    },
  },
);
