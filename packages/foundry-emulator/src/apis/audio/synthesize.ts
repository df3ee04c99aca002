import { setImmediate as breathe } from 'node:timers/promises';
import { phonemesOf } from './phonemes.ts';
import { Resonator } from './resonator.ts';
import type { Voice } from './speech-body.ts';

/** Samples per second. Source: OpenAI text-to-speech guide (pcm: 24 kHz, 16 bit, one channel). */
export const SAMPLE_RATE = 24_000;

/** Pitch in Hz, and length of the vocal tract relative to the average. */
const VOICES: Readonly<Record<Voice, { readonly pitch: number; readonly throat: number }>> = {
  alloy: { pitch: 150, throat: 1 },
  echo: { pitch: 115, throat: 0.94 },
  fable: { pitch: 135, throat: 1.04 },
  onyx: { pitch: 90, throat: 0.9 },
  nova: { pitch: 205, throat: 1.12 },
  shimmer: { pitch: 230, throat: 1.16 },
};

/** Share of a sound for fading in and for fading out. */
const EDGE = 0.15;

/** Peak amplitude, 0 to 1. */
const LOUDNESS = 0.8;

/** Synthesizes a text letter by letter through three resonators. Audible, not intelligible. Returns samples from -1 to 1. */
export async function synthesize(
  text: string,
  voice: Voice,
  speed: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { pitch, throat } = VOICES[voice];
  const phonemes = [...text].flatMap(phonemesOf);
  const lengths = phonemes.map(({ length }) => Math.round((length / speed) * SAMPLE_RATE));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const samples = new Float32Array(total);
  const [low, middle, high] = [new Resonator(SAMPLE_RATE), new Resonator(SAMPLE_RATE), new Resonator(SAMPLE_RATE)];
  const noise = noises();
  let at = 0;
  let cycle = 0;
  for (const [index, { formants, voice: voiced, noise: breath }] of phonemes.entries()) {
    // Yields to other requests: long texts take time.
    if (index % 100 === 0) await breathe(undefined, { signal });
    low.tune(formants[0] * throat, 60);
    middle.tune(formants[1] * throat, 90);
    high.tune(formants[2] * throat, 150);
    const length = lengths[index] ?? 0;
    for (let sample = 0; sample < length; sample++) {
      // The pitch falls towards the end.
      cycle += (pitch * (1.08 - (0.16 * at) / total)) / SAMPLE_RATE;
      cycle -= Math.floor(cycle);
      const source = voiced * (2 * cycle - 1) + breath * noise();
      const shape = Math.min(1, sample / (length * EDGE), (length - sample) / (length * EDGE));
      samples[at++] = shape * (low.pass(source) + middle.pass(source) / 2 + high.pass(source) / 3);
    }
  }
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-9);
  return samples.map((sample) => (sample / loudest) * LOUDNESS);
}

/** Returns a generator of noise from -1 to 1, the same each time (xorshift, Marsaglia 2003). */
function noises(): () => number {
  let state = 2_463_534_242;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 0x8000_0000;
  };
}
