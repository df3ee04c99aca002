import { lacksOperation, upstreamFailure } from '../../model/upstream/upstream-failure.ts';
import { type UpstreamSettings, upstreamClient } from '../../model/upstream/upstream-settings.ts';
import type { SpeechBody } from './speech-body.ts';
import type { TranscriptRequest } from './transcript-request.ts';

/** Creates speech and transcripts with an OpenAI-compatible server. Returns undefined for operations that the server lacks. */
export function upstreamAudio(settings: UpstreamSettings) {
  const client = upstreamClient(settings);
  const asked = async <T>(deployment: string, signal: AbortSignal, ask: (model: string) => Promise<T>) => {
    const model = settings.models.get(deployment) ?? deployment;
    try {
      return await ask(model);
    } catch (thrown) {
      signal.throwIfAborted();
      if (lacksOperation(thrown)) return undefined;
      throw upstreamFailure(thrown, settings.url, model);
    }
  };
  return {
    /** @throws ModelError when it fails */
    say: (deployment: string, { input, voice, response_format, speed }: SpeechBody, signal: AbortSignal) =>
      asked(deployment, signal, async (model) => {
        const format = response_format ?? 'mp3';
        const spoken = await (await client()).audio.speech.create(
          { model, input, voice, response_format: format, speed: speed ?? 1 },
          { signal },
        );
        return Buffer.from(await spoken.arrayBuffer());
      }),

    /** Returns text for text formats and an object for JSON formats. @throws ModelError when it fails */
    write: (
      deployment: string,
      request: TranscriptRequest,
      signal: AbortSignal,
    ): Promise<object | string | undefined> =>
      asked(deployment, signal, async (model) => {
        const { audio } = await client();
        const { toFile } = await import('openai');
        const { task, fields, granularities } = request;
        const common = {
          model,
          file: await toFile(request.file, request.filename),
          response_format: fields.response_format,
          temperature: fields.temperature,
          ...(fields.prompt === undefined ? {} : { prompt: fields.prompt }),
        };
        if (task === 'translate') return audio.translations.create(common, { signal });
        return audio.transcriptions.create(
          {
            ...common,
            stream: false,
            ...(fields.language === undefined ? {} : { language: fields.language }),
            ...(fields.response_format === 'verbose_json' ? { timestamp_granularities: [...granularities] } : {}),
          },
          { signal },
        );
      }),
  };
}
