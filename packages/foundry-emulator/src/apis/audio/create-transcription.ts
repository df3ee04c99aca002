import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../../core/http/api-error.ts';
import type { RawBody } from '../../core/http/call.ts';
import { EventStream, Reply, type ServerSentEvent } from '../../core/http/reply.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { toApiError } from '../../model/contract/model-error.ts';
import { upstreamSettings } from '../../model/upstream/upstream-settings.ts';
import { namedDeployment } from '../deployments/named-deployment.ts';
import { formatTranscript } from './format-transcript.ts';
import { readSpeechMetadata, type SpeechMetadata } from './speech-metadata.ts';
import { spread, type Transcript } from './transcript.ts';
import { readTranscriptRequest, type TranscriptRequest } from './transcript-request.ts';
import { upstreamAudio } from './upstream-audio.ts';

interface TranscriptCall {
  readonly body: RawBody;
  readonly headers: IncomingHttpHeaders;
  readonly apiVersion: string;
  readonly signal: AbortSignal;
}

/**
 * Returns the handler that transcribes audio: with the upstream if it can, otherwise from the metadata of audio that this emulator made.
 */
export function transcriptionHandler({ settings, log }: ProjectContext) {
  const upstream = upstreamSettings(settings);
  const write = upstream && upstreamAudio(upstream).write;

  /** @param named the deployment of the address; below `/openai/v1/` the form names it */
  return async (task: TranscriptRequest['task'], call: TranscriptCall, named?: string): Promise<object> => {
    const request = await readTranscriptRequest(task, call);
    const { fields, granularities } = request;
    const deployment = named ?? namedDeployment(fields);
    const heard = await readSpeechMetadata(request.file);
    if (!heard)
      throw new ApiError(400, {
        code: 'invalid_file_format',
        message: `The file ${request.filename} is not readable audio. Send flac, m4a, mp3, mp4, ogg, wav or webm.`,
        param: 'file',
      });
    const written = await write?.(deployment, request, call.signal).catch((error: unknown) => {
      throw toApiError(error);
    });
    if (write && written === undefined)
      log.warn('the upstream has no transcription; the audio was not transcribed', { deployment });
    if (isStreamed(task, deployment, fields.stream)) {
      const said = written ?? (await formatTranscript(unheardTranscript(request, heard), 'json', granularities));
      return new EventStream(transcriptEvents(textOf(said)));
    }
    return answered(
      written ?? (await formatTranscript(unheardTranscript(request, heard), fields.response_format, granularities)),
    );
  };
}

/** Returns the text in the file's metadata, or a text that says that the audio was not transcribed. */
function unheardTranscript(
  { task, filename, fields }: TranscriptRequest,
  { text, duration }: SpeechMetadata,
): Transcript {
  const language = fields.language ?? 'english';
  const unheard = `[This emulator does not listen: ${duration.toFixed(1)} seconds of audio in ${filename}.]`;
  const untranslated = task === 'translate' && text !== undefined ? `[Not translated by this emulator] ${text}` : text;
  return spread(untranslated ?? unheard, duration, { task, language: task === 'translate' ? 'english' : language });
}

/** Whisper models ignore `stream`. Source: OpenAI reference, "Create transcription". */
const isStreamed = (task: TranscriptRequest['task'], deployment: string, stream: string | undefined): boolean =>
  task === 'transcribe' && stream === 'true' && !/whisper/i.test(deployment);

const textOf = (said: object | string): string =>
  typeof said === 'string' ? said : 'text' in said ? String(said.text) : '';

async function* transcriptEvents(text: string): AsyncGenerator<ServerSentEvent> {
  for (const delta of text.match(/\s*\S+/g) ?? []) {
    const type = 'transcript.text.delta';
    yield { event: type, data: { type, delta } };
  }
  const type = 'transcript.text.done';
  yield { event: type, data: { type, text } };
}

const answered = (body: object | string): object =>
  typeof body === 'string' ? new Reply(body, { headers: { 'content-type': 'text/plain; charset=utf-8' } }) : body;
