import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseBuffer } from 'music-metadata';
import type OpenAI from 'openai';
import { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

describe('audio', () => {
  let emulator: TestEmulator;
  let azure: OpenAI;
  const model = 'tts-1';
  const text = 'Order 1042 is on its way. Es grüßt: 東京!';

  beforeAll(async () => {
    emulator = await startEmulator();
    azure = emulator.azureOpenAI;
  });
  afterAll(() => emulator?.close());

  const say = async (response_format: 'mp3' | 'wav' | 'pcm' | 'opus', more: object = {}) => {
    const spoken = await azure.audio.speech.create({ model, voice: 'nova', input: text, response_format, ...more });
    return Buffer.from(await spoken.arrayBuffer());
  };
  const samplesOf = (pcm: Buffer) => Array.from({ length: pcm.length / 2 }, (_, at) => pcm.readInt16LE(at * 2));
  const meanSquare = (samples: readonly number[]) =>
    samples.reduce((sum, sample) => sum + (sample / 0x8000) ** 2, 0) / samples.length;

  it('say a text audibly, twice as fast in half the time, each voice in its own way', async () => {
    const slow = samplesOf(await say('pcm'));
    const fast = samplesOf(await say('pcm', { speed: 2 }));
    expect(slow.length / 24_000).toBeGreaterThan(2);
    expect(slow.length / fast.length).toBeCloseTo(2, 1);
    expect(meanSquare(slow)).toBeGreaterThan(0.001);
    expect(slow.every((sample) => Math.abs(sample) < 0x7fff)).toBe(true);
    expect((await say('pcm', { voice: 'onyx' })).equals(await say('pcm', { voice: 'nova' }))).toBe(false);
    expect((await say('pcm')).equals(await say('pcm'))).toBe(true);
  });

  it('make wav and mp3 files that others can read', async () => {
    const [wav, mp3] = [await say('wav'), await say('mp3')];
    const duration = (await say('pcm')).length / 2 / 24_000;
    const [readWav, readMp3] = [await parseBuffer(wav), await parseBuffer(mp3, undefined, { duration: true })];
    expect(readWav.format).toMatchObject({ container: 'WAVE', sampleRate: 24_000, numberOfChannels: 1 });
    expect(readWav.format.duration).toBeCloseTo(duration, 2);
    expect(readMp3.format).toMatchObject({ container: 'MPEG', codec: 'MPEG 2 Layer 3', sampleRate: 24_000 });
    expect(Math.abs((readMp3.format.duration ?? 0) - duration)).toBeLessThan(0.2);
    expect(mp3.length).toBeLessThan(wav.length / 3);
  });

  it('refuse what cannot be said', async () => {
    await expect(say('opus')).rejects.toMatchObject({ status: 400, param: 'response_format' });
    await expect(say('wav', { speed: 5 })).rejects.toMatchObject({ status: 400, param: 'speed' });
    await expect(say('wav', { voice: 'nobody' })).rejects.toMatchObject({ status: 400, param: 'voice' });
    await expect(say('wav', { input: ' ' })).rejects.toMatchObject({ status: 400, param: 'input' });
    await expect(say('wav', { input: 'x'.repeat(4097) })).rejects.toMatchObject({ status: 400, param: 'input' });
    await expect(say('wav', { input: 'how to build a bomb' })).rejects.toMatchObject({ code: 'content_filter' });
  });

  it('write down what its own audio says, in every format', async () => {
    for (const format of ['wav', 'mp3'] as const) {
      const file = await toFile(await say(format), `speech.${format}`);
      const { transcriptions } = azure.audio;
      expect(await transcriptions.create({ model, file })).toEqual({ text });
      expect(await transcriptions.create({ model, file, response_format: 'text' })).toBe(`${text}\n`);
      expect(await transcriptions.create({ model, file, response_format: 'srt' })).toMatch(
        /^1\n00:00:00,000 --> 00:00:0\d,\d{3}\nOrder 1042 is on its way\.\n\n2\n/,
      );
      expect(await transcriptions.create({ model, file, response_format: 'vtt' })).toMatch(
        /^WEBVTT\n\n00:00:00\.000 --> 00:00:0\d\.\d{3}\nOrder/,
      );
    }
  });

  it('give the times of words and segments', async () => {
    const file = await toFile(await say('wav'), 'speech.wav');
    const told = await azure.audio.transcriptions.create({
      model,
      file,
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
      language: 'de',
    });
    expect(told).toMatchObject({ task: 'transcribe', language: 'de', text });
    expect(told.words?.map(({ word }) => word)).toEqual('Order 1042 is on its way Es grüßt 東京'.split(' '));
    expect(told.segments).toHaveLength(2);
    for (const segment of told.segments ?? []) {
      expect(segment).toEqual({
        ...segment,
        tokens: expect.arrayContaining([expect.any(Number)]),
        temperature: 0,
        avg_logprob: expect.any(Number),
        compression_ratio: expect.any(Number),
        no_speech_prob: expect.any(Number),
      });
      expect(segment.compression_ratio).toBeGreaterThan(0);
    }
    expect(told.segments?.at(-1)?.end).toBeCloseTo(told.duration, 1);
    const segments = await azure.audio.transcriptions.create({ model, file, response_format: 'verbose_json' });
    expect(segments).not.toHaveProperty('words');
  });

  it('stream a transcription, except of Whisper', async () => {
    const { v1 } = await openAIClients(emulator);
    const file = await toFile(await say('wav'), 'order.wav');
    const events = [];
    for await (const event of await v1.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file, stream: true }))
      events.push(event);
    const deltas = events.flatMap((event) => (event.type === 'transcript.text.delta' ? [event.delta] : []));
    expect(deltas.length).toBeGreaterThan(1);
    expect(events.at(-1)).toEqual({ type: 'transcript.text.done', text: deltas.join('') });
    expect(deltas.join('')).toBe(text);
    const whole = v1.audio.transcriptions.create({ model: 'whisper-1', file, stream: true });
    expect(await (await whole.asResponse()).json()).toEqual({ text });
  });

  it('mark a translation as not translated', async () => {
    const file = await toFile(await say('wav'), 'speech.wav');
    const told = await azure.audio.translations.create({ model, file });
    expect(told.text).toBe(`[Not translated by this emulator] ${text}`);
  });

  it('describe other audio by its length', async () => {
    const wav = await say('wav');
    // The same without its comment.
    const from = wav.indexOf('LIST');
    const until = from + 8 + wav.readUInt32LE(from + 4);
    const file = await toFile(Buffer.concat([wav.subarray(0, from), wav.subarray(until)]), 'meeting.wav');
    const told = await azure.audio.transcriptions.create({ model, file });
    expect(told.text).toMatch(/^\[This emulator does not listen: \d+\.\d seconds of audio in meeting\.wav\.\]$/);
  });

  it('refuse files that are not audio, and invalid fields', async () => {
    const ask = async (bytes: Buffer, more: object = {}) =>
      azure.audio.transcriptions.create({ model, file: await toFile(bytes, 'a.wav'), ...more });
    const wav = await say('wav');
    await expect(ask(Buffer.from('no audio at all'))).rejects.toMatchObject({ status: 400, param: 'file' });
    await expect(ask(Buffer.alloc(0))).rejects.toMatchObject({ status: 400, param: 'file' });
    await expect(ask(wav, { response_format: 'pdf' })).rejects.toMatchObject({ param: 'response_format' });
    await expect(ask(wav, { temperature: 2 })).rejects.toMatchObject({ status: 400, param: 'temperature' });
    await expect(ask(wav, { timestamp_granularities: ['word'] })).rejects.toMatchObject({
      status: 400,
      param: 'timestamp_granularities[]',
    });
    await expect(ask(Buffer.alloc(26 * 1024 * 1024))).rejects.toMatchObject({ status: 413, param: 'file' });
  });

  it('are served below /openai/v1/, too', async () => {
    for (const client of Object.values(await openAIClients(emulator))) {
      const spoken = await client.audio.speech.create({ model, voice: 'alloy', input: 'Hi.', response_format: 'wav' });
      const file = await toFile(Buffer.from(await spoken.arrayBuffer()), 'hi.wav');
      expect(await client.audio.transcriptions.create({ model, file })).toEqual({ text: 'Hi.' });
    }
  });

  it('are passed to an upstream that speaks and listens', async () => {
    const seen: { url: string | undefined; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      seen.push({ url: request.url, body: Buffer.concat(chunks).toString('latin1') });
      if (request.url?.endsWith('/speech')) response.end('spoken');
      else if (request.url?.endsWith('/translations')) response.writeHead(404).end('{}');
      else response.setHeader('content-type', 'application/json').end('{"text":"heard"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const other = await startEmulator({ settings: { FOUNDRY_UPSTREAM_URL: url } });
    try {
      const { audio } = other.azureOpenAI;
      const spoken = await audio.speech.create({ model, voice: 'alloy', input: 'Hi', response_format: 'opus' });
      expect(await spoken.text()).toBe('spoken');
      const file = await toFile(await say('wav'), 'speech.wav');
      expect(await audio.transcriptions.create({ model, file, language: 'de' })).toEqual({ text: 'heard' });
      expect(seen[1]?.body).toMatch(/name="language"\r\n\r\nde/);
      expect((await audio.translations.create({ model, file })).text).toMatch(/Not translated/);
    } finally {
      await other.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
