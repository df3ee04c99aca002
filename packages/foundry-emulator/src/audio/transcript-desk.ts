import type { IncomingHttpHeaders } from 'node:http';
import { asFailure } from '../chat/failure.ts';
import { ApiError } from '../frame/api-error.ts';
import type { RawBody } from '../frame/call.ts';
import { Reply } from '../frame/reply.ts';
import type { World } from '../frame/world.ts';
import { namedDeployment } from '../model/named-deployment.ts';
import { upstreamSettings } from '../model/upstream/settings.ts';
import { type Heard, hear } from './imprint.ts';
import { showTranscript } from './show-transcript.ts';
import { spread, type Transcript } from './transcript.ts';
import { readTranscriptRequest, type TranscriptRequest } from './transcript-request.ts';
import { upstreamAudio } from './upstream-audio.ts';

interface TranscriptCall {
  readonly body: RawBody;
  readonly headers: IncomingHttpHeaders;
  readonly apiVersion: string;
  readonly signal: AbortSignal;
}

/** Writes down what is said: by the upstream when it listens, else what this emulator's own audio says. */
export function transcriptDesk({ settings, log }: World) {
  const upstream = upstreamSettings(settings);
  const write = upstream && upstreamAudio(upstream).write;

  /** @param named the deployment of the address; below `/openai/v1/` the form names it */
  return async (task: TranscriptRequest['task'], call: TranscriptCall, named?: string): Promise<object> => {
    const request = await readTranscriptRequest(task, call);
    const { fields, granularities } = request;
    const deployment = named ?? namedDeployment(fields);
    const heard = await hear(request.file);
    if (!heard)
      throw new ApiError(400, {
        code: 'invalid_file_format',
        message: `The file ${request.filename} is no audio that can be read. Send flac, m4a, mp3, mp4, ogg, wav or webm.`,
        param: 'file',
      });
    const written = await write?.(deployment, request, call.signal).catch((error: unknown) => {
      throw asFailure(error);
    });
    if (write && written === undefined) log.warn('the upstream does not listen; nobody has', { deployment });
    return answered(written ?? showTranscript(standIn(request, heard), fields.response_format, granularities));
  };
}

/** Nobody has listened: a text that says so, unless the file itself says what it says. */
function standIn({ task, filename, fields }: TranscriptRequest, { text, duration }: Heard): Transcript {
  const language = fields.language ?? 'english';
  const unheard = `[This emulator does not listen: ${duration.toFixed(1)} seconds of audio in ${filename}.]`;
  const untranslated = task === 'translate' && text !== undefined ? `[Not translated by this emulator] ${text}` : text;
  return spread(untranslated ?? unheard, duration, { task, language: task === 'translate' ? 'english' : language });
}

const answered = (body: object | string): object =>
  typeof body === 'string' ? new Reply(body, { headers: { 'content-type': 'text/plain; charset=utf-8' } }) : body;
