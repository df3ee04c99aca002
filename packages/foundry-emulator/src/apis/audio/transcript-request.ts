import type { IncomingHttpHeaders } from 'node:http';
import { ApiError, badRequest } from '../../core/http/api-error.ts';
import type { RawBody } from '../../core/http/call.ts';
import { checkPart } from '../../core/http/check-request.ts';
import { readForm } from '../../core/http/read-form.ts';
import { MAX_AUDIO_BYTES } from '../../core/limits.ts';

export type TranscriptFormat = 'json' | 'text' | 'srt' | 'verbose_json' | 'vtt';

/** A transcription or translation request. */
export interface TranscriptRequest {
  readonly task: 'transcribe' | 'translate';
  readonly file: Buffer;
  readonly filename: string;
  readonly fields: TranscriptFields;
  readonly granularities: readonly ('word' | 'segment')[];
}

interface TranscriptFields {
  /** Name of the deployment, below `/openai/v1/`. */
  readonly model?: string;
  readonly response_format: TranscriptFormat;
  readonly temperature: number;
  readonly prompt?: string;
  readonly language?: string;
  /** `true` asks for events. It has no effect for Whisper, as in the API. */
  readonly stream?: string;
}

const SHAPES = { transcribe: 'createTranscriptionRequest', translate: 'createTranslationRequest' } as const;

/** @throws ApiError 400 naming the field, 413 for a file that is too large */
export async function readTranscriptRequest(
  task: TranscriptRequest['task'],
  { body, headers, apiVersion }: { body: RawBody; headers: IncomingHttpHeaders; apiVersion: string },
): Promise<TranscriptRequest> {
  let taken: { file: Buffer; filename: string } | undefined;
  const form = await readForm(body, headers, async ({ field, filename, stream }) => {
    if (field !== 'file') throw badRequest(`The file is in the field "${field}"; it belongs in "file".`, field);
    if (taken) throw badRequest('There is more than one file in the form.', 'file');
    taken = { file: Buffer.alloc(0), filename };
    taken = { file: await limited(stream), filename };
  });
  if (!taken) throw badRequest('The form has no file in its field "file".', 'file');
  const given = Object.fromEntries(form);
  const { 'timestamp_granularities[]': lists, timestamp_granularities: list, temperature, ...texts } = given;
  const granularities = (lists ?? list)?.split(',');
  const fields = {
    response_format: 'json',
    ...texts,
    temperature: temperature === undefined ? 0 : Number(temperature),
  };
  const shown = { ...fields, file: '', ...(granularities ? { 'timestamp_granularities[]': granularities } : {}) };
  checkPart({ api: 'azure-openai', shape: SHAPES[task], apiVersion }, shown);
  const checked = fields as unknown as TranscriptFields;
  if (granularities && checked.response_format !== 'verbose_json')
    throw badRequest(
      "'timestamp_granularities[]' needs 'response_format' to be verbose_json.",
      'timestamp_granularities[]',
    );
  return {
    task,
    ...taken,
    fields: checked,
    granularities: (granularities as TranscriptRequest['granularities'] | undefined) ?? ['segment'],
  };
}

async function limited(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_AUDIO_BYTES)
      throw new ApiError(413, {
        code: 'file_size_exceeded',
        message: `The file is larger than ${MAX_AUDIO_BYTES} bytes, the most that an audio file may have.`,
        param: 'file',
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
