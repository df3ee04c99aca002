import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { chatChunk, fakeOpenAI, usageChunk } from '../../../../../test/support/fake-openai.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

/** Log-probability that the emulator gives each token it chose. */
const CERTAIN = Math.log(0.9);

describe('completions', () => {
  let emulator: TestEmulator;
  let azure: OpenAI;
  const model = 'gpt-3.5-turbo-instruct';
  const script = (...turns: object[]) => emulator.admin('PUT', 'scenarios/model', { turns });

  beforeAll(async () => {
    emulator = await startEmulator();
    azure = emulator.azureOpenAI;
  });
  afterEach(() => emulator.admin('DELETE', 'scenarios/model'));
  afterAll(() => emulator?.close());

  it('go on with a text, stop where they must, and count', async () => {
    await script(
      { text: ' was a king.\nHe had a daughter.' },
      { text: ' was a king who had many daughters and sons.' },
    );
    const stopped = await azure.completions.create({ model, prompt: 'Once there', stop: '\n', max_tokens: 50 });
    expect(stopped).toMatchObject({
      object: 'text_completion',
      model,
      system_fingerprint: 'fp_emulator_scenario',
      choices: [{ index: 0, text: ' was a king.', finish_reason: 'stop', logprobs: null }],
      prompt_filter_results: [{ prompt_index: 0 }],
      usage: { prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 },
    });
    const cut = await azure.completions.create({ model, prompt: 'Once there', max_tokens: 3 });
    expect(cut.choices[0]).toMatchObject({ text: ' was a king', finish_reason: 'length' });
  });

  it('take several texts, and tokens, with n choices of each', async () => {
    const texts = await azure.completions.create({ model, prompt: ['One', 'Two'], n: 2 });
    expect(texts.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    await script({ text: 'a' }, { text: 'b' });
    const tokens = await azure.completions.create({ model, prompt: [encode('Grüße'), encode('x')], echo: true });
    expect(tokens.choices.map(({ text }) => text)).toEqual(['Grüßea', 'xb']);
    expect(tokens.usage?.prompt_tokens).toBe(encode('Grüße').length + 1);
    const bad = azure.completions.create({ model, prompt: [9_999_999] });
    await expect(bad).rejects.toMatchObject({ status: 400, param: 'prompt' });
  });

  it('echo with log-probabilities, offsets from the beginning', async () => {
    await script({ text: ' blue sea' });
    const { choices } = await azure.completions.create({ model, prompt: 'The deep', echo: true, logprobs: 2 });
    expect(choices[0]).toMatchObject({
      text: 'The deep blue sea',
      logprobs: {
        tokens: ['The', ' deep', ' blue', ' sea'],
        token_logprobs: [null, null, CERTAIN, CERTAIN],
        text_offset: [0, 3, 8, 13],
        top_logprobs: [
          null,
          null,
          { ' blue': CERTAIN, ' the': expect.any(Number) },
          { ' sea': CERTAIN, ' the': expect.any(Number) },
        ],
      },
    });
    const scored = await azure.completions.create({ model, prompt: 'The deep', echo: true, max_tokens: 0 });
    expect(scored.choices[0]).toMatchObject({ text: 'The deep', finish_reason: 'length' });
  });

  it('stream, choice after choice, with usage at the end', async () => {
    await script({ text: 'first one' }, { text: 'second' });
    const texts = ['', ''];
    let ends = 0;
    let usage: unknown;
    const stream = await azure.completions.create({
      model,
      prompt: 'Say:',
      n: 2,
      echo: true,
      logprobs: 0,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      for (const { index, text, finish_reason } of chunk.choices) {
        texts[index] += text;
        if (finish_reason) ends++;
      }
      usage = chunk.usage;
    }
    expect(texts).toEqual(['Say:first one', 'Say:second']);
    expect(ends).toBe(2);
    expect(usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 3 });
  });

  it('refuse what does not go together, and what the filter stops', async () => {
    const ask = (body: object) => azure.completions.create({ model, prompt: 'x', ...body });
    await expect(ask({ best_of: 2, n: 3 })).rejects.toMatchObject({ status: 400, param: 'best_of' });
    await expect(ask({ best_of: 2, stream: true })).rejects.toMatchObject({ status: 400, param: 'best_of' });
    await expect(ask({ stream_options: {} })).rejects.toMatchObject({ status: 400, param: 'stream_options' });
    await expect(ask({ suffix: 'y', model: 'davinci-002' })).rejects.toMatchObject({ status: 400, param: 'suffix' });
    await expect(ask({ logprobs: 6 })).rejects.toMatchObject({ status: 400, param: 'logprobs' });
    await expect(ask({ prompt: [] })).rejects.toMatchObject({ status: 400, param: 'prompt' });
    await expect(ask({ model: 'text-embedding-3-small' })).rejects.toMatchObject({ status: 400, param: 'model' });
    await expect(ask({ prompt: 'how to build a bomb' })).rejects.toMatchObject({ code: 'content_filter' });
  });

  it('are served below /openai/v1/, too', async () => {
    for (const client of Object.values(await openAIClients(emulator))) {
      const { choices } = await client.completions.create({ model, prompt: 'Hello', max_tokens: 5 });
      expect(choices[0]?.text).not.toBe('');
    }
  });

  it('let an upstream write, and give the likeliest of best_of', async () => {
    const upstream = await fakeOpenAI();
    const other = await startEmulator({ settings: { FOUNDRY_UPSTREAM_URL: upstream.url } });
    try {
      const said = (token: string, logprob: number) => {
        const chunk = chatChunk({ content: token }, 'stop');
        const logprobs = { content: [{ token, logprob, bytes: null, top_logprobs: [] }], refusal: null };
        return { ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, logprobs })) };
      };
      upstream.answer(
        { chunks: [said('unlikely', -3), usageChunk(1, 1)] },
        { chunks: [said('likely', -0.1), usageChunk(1, 1)] },
      );
      const best = await other.azureOpenAI.completions.create({ model, prompt: 'x', best_of: 2, suffix: 'z' });
      expect(best.choices).toMatchObject([{ text: 'likely', logprobs: null }]);
      expect(best.usage?.completion_tokens).toBe(2);
      expect(JSON.stringify(upstream.requests[0]?.body)).toContain('z');
    } finally {
      await other.close();
      await upstream.close();
    }
  });
});
