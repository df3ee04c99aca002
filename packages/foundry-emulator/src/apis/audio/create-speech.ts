import { badRequest } from '../../core/http/api-error.ts';
import { Reply } from '../../core/http/reply.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { filteredPrompt, judge } from '../../model/content-filter/content-filter.ts';
import { contentFilterScenario } from '../../model/content-filter/default-rules.ts';
import { toApiError } from '../../model/contract/model-error.ts';
import { upstreamSettings } from '../../model/upstream/upstream-settings.ts';
import { mp3Of } from './mp3.ts';
import type { SpeechBody, SpeechFormat } from './speech-body.ts';
import { speechComment } from './speech-metadata.ts';
import { SAMPLE_RATE, synthesize } from './synthesize.ts';
import { upstreamAudio } from './upstream-audio.ts';
import { pcmOf, wavOf } from './wav.ts';

const TYPES: Readonly<Record<SpeechFormat, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
};

/** Returns the handler that creates speech: with the upstream if it can, otherwise with the synthesizer. */
export function speechHandler({ settings, scenarios, log }: ProjectContext) {
  const upstream = upstreamSettings(settings);
  const say = upstream && upstreamAudio(upstream).say;

  return async (deployment: string, body: SpeechBody, signal: AbortSignal): Promise<Reply> => {
    if (body.input.trim() === '') throw badRequest("'input' has no text to say.", 'input');
    const { filtered, results } = judge(scenarios.current(contentFilterScenario), body.input, 'prompt');
    if (filtered) throw filteredPrompt(results);
    const format = body.response_format ?? 'mp3';
    const said = await say?.(deployment, body, signal).catch((error: unknown) => {
      throw toApiError(error);
    });
    if (say && !said) log.warn('the upstream does not speak; the text was said by rules', { deployment });
    const audio = said ?? (await synthesised(body, format, signal));
    return new Reply(audio, { headers: { 'content-type': TYPES[format], 'content-length': `${audio.length}` } });
  };
}

async function synthesised({ input, voice, speed }: SpeechBody, format: SpeechFormat, signal: AbortSignal) {
  if (format !== 'mp3' && format !== 'wav' && format !== 'pcm')
    throw badRequest(
      `This emulator makes mp3, wav and pcm; ${format} only with an upstream that speaks (FOUNDRY_UPSTREAM_URL).`,
      'response_format',
    );
  const samples = await synthesize(input, voice, speed ?? 1, signal);
  if (format === 'pcm') return pcmOf(samples);
  return format === 'wav' ? wavOf(samples, SAMPLE_RATE, speechComment(input)) : mp3Of(samples, speechComment(input));
}
