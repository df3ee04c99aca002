import { deflateSync } from 'node:zlib';
import { tokenizer } from '../../model/tokens/tokens.ts';
import type { Timed, Transcript } from './transcript.ts';
import type { TranscriptFormat, TranscriptRequest } from './transcript-request.ts';

/** Formats a transcript: an object for JSON formats, otherwise text. */
export function formatTranscript(
  transcript: Transcript,
  format: TranscriptFormat,
  granularities: TranscriptRequest['granularities'],
): Promise<object> | object | string {
  const { text, segments } = transcript;
  switch (format) {
    case 'json':
      return { text };
    case 'text':
      return `${text}\n`;
    case 'srt':
      return segments
        .map((segment, index) => `${index + 1}\n${times(segment, ',')}\n${segment.text.trim()}\n\n`)
        .join('');
    case 'vtt':
      return `WEBVTT\n\n${segments.map((segment) => `${times(segment, '.')}\n${segment.text.trim()}\n\n`).join('')}`;
    case 'verbose_json':
      return verbose(transcript, granularities);
  }
}

async function verbose(transcript: Transcript, granularities: TranscriptRequest['granularities']): Promise<object> {
  const { task, language, duration, text, segments, words } = transcript;
  return {
    task,
    language,
    duration,
    text,
    ...(granularities.includes('word')
      ? { words: words.map(({ text: word, start, end }) => ({ word, start, end })) }
      : {}),
    ...(granularities.includes('segment') ? { segments: await Promise.all(segments.map(segmentOf)) } : {}),
  };
}

/**
 * Returns every field that the SDK's type requires. No model recognized the audio, so nothing is uncertain. `compression_ratio` is
 * computed as Whisper does: bytes of the text divided by bytes after zlib compression.
 */
async function segmentOf(segment: Timed, id: number): Promise<object> {
  const bytes = Buffer.from(segment.text);
  const { encode } = await tokenizer();
  return {
    id,
    seek: 0,
    ...segment,
    tokens: encode(segment.text),
    temperature: 0,
    avg_logprob: 0,
    compression_ratio: bytes.length / deflateSync(bytes).length,
    no_speech_prob: 0,
  };
}

const times = ({ start, end }: Timed, mark: string): string => `${stamp(start, mark)} --> ${stamp(end, mark)}`;

/** `00:01:02,345` */
function stamp(time: number, mark: string): string {
  const milliseconds = Math.round(time * 1000);
  const [hours, minutes, seconds] = [3_600_000, 60_000, 1000].map((unit) => Math.floor(milliseconds / unit));
  const parts = [hours ?? 0, (minutes ?? 0) % 60, (seconds ?? 0) % 60].map((part) => `${part}`.padStart(2, '0'));
  return `${parts.join(':')}${mark}${`${milliseconds % 1000}`.padStart(3, '0')}`;
}
