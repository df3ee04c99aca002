import { setImmediate as breathe } from 'node:timers/promises';
import { SAMPLE_RATE } from './synthesize.ts';

/** Kilobits per second. */
const BITRATE = 64;

/** Samples per encoding step. */
const STEP = 4 * SAMPLE_RATE;

/** Encodes one channel as an MP3 file with a comment. */
export async function mp3Of(samples: Float32Array, comment: string): Promise<Buffer> {
  const { createMp3Encoder } = await import('wasm-media-encoders');
  const encoder = await createMp3Encoder();
  encoder.configure({ channels: 1, sampleRate: SAMPLE_RATE, bitrate: BITRATE });
  const pieces = [id3(comment)];
  for (let at = 0; at < samples.length; at += STEP) {
    // The encoder reuses its output buffer.
    pieces.push(Buffer.from(encoder.encode([samples.subarray(at, at + STEP)])));
    await breathe();
  }
  pieces.push(Buffer.from(encoder.finalize()));
  return Buffer.concat(pieces);
}

/** Creates an ID3 tag with an ASCII comment. Source: ID3 tag version 2.3.0. */
function id3(comment: string): Buffer {
  const content = Buffer.from(`\0eng\0${comment}`, 'latin1');
  const frame = Buffer.alloc(10);
  frame.write('COMM');
  frame.writeUInt32BE(content.length, 4);
  const length = frame.length + content.length;
  const header = Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, ...[21, 14, 7, 0].map((shift) => (length >> shift) & 0x7f)]);
  return Buffer.concat([header, frame, content]);
}
