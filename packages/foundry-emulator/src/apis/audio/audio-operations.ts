import type { RawBody } from '../../core/http/call.ts';
import { group } from '../../core/http/operation-group.ts';
import { namedDeployment } from '../deployments/named-deployment.ts';
import { speechHandler } from './create-speech.ts';
import { transcriptionHandler } from './create-transcription.ts';
import type { SpeechBody } from './speech-body.ts';

interface Bodies {
  Speech_Create: SpeechBody;
  Speech_CreateV1: SpeechBody;
  Transcriptions_Create: RawBody;
  Transcriptions_CreateV1: RawBody;
  Translations_Create: RawBody;
  Translations_CreateV1: RawBody;
}

/** Speech, transcriptions and translations. */
export const audio = group<Bodies>('Audio', (project) => {
  const say = speechHandler(project);
  const write = transcriptionHandler(project);
  return {
    Speech_Create: ({ params, body, signal }) => say(params['deployment-id'], body, signal),
    Speech_CreateV1: ({ body, signal }) => say(namedDeployment(body), body, signal),
    Transcriptions_Create: (call) => write('transcribe', call, call.params['deployment-id']),
    Transcriptions_CreateV1: (call) => write('transcribe', call),
    Translations_Create: (call) => write('translate', call, call.params['deployment-id']),
    Translations_CreateV1: (call) => write('translate', call),
  };
});
