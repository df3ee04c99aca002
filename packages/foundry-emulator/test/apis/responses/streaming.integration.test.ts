import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

type Event = OpenAI.Responses.ResponseStreamEvent;

const lookUp = {
  type: 'function' as const,
  name: 'look_up',
  description: 'Look up a word in the dictionary.',
  strict: true,
  parameters: {
    type: 'object',
    properties: { word: { type: 'string' } },
    required: ['word'],
    additionalProperties: false,
  },
};

describe.each(['reference', 'v1', 'beta'] as const)('a streamed response, with the %s client', (which) => {
  let emulator: TestEmulator;
  let openai: OpenAI;
  const collect = async (stream: AsyncIterable<Event>) => {
    const events: Event[] = [];
    for await (const event of stream) events.push(event);
    return events;
  };
  /** Types in order, repeated ones once. */
  const steps = (events: readonly Event[]) =>
    events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);

  beforeAll(async () => {
    emulator = await startEmulator();
    openai = (await openAIClients(emulator))[which];
  });
  afterAll(() => emulator?.close());

  it('tells every step of a message, numbered without a gap', async () => {
    const events = await collect(await openai.responses.create({ model: 'gpt-4o', input: 'Hello', stream: true }));
    expect(steps(events)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    const deltas = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []));
    expect(deltas.length).toBeGreaterThan(2);
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error('It did not complete.');
    expect(last.response.output[0]).toMatchObject({ content: [{ type: 'output_text', text: deltas.join('') }] });
    expect(last.response).toMatchObject({ status: 'completed', usage: { output_tokens: 7 } });
  });

  it("is put together by the SDK's own helper as it is kept", async () => {
    const stream = openai.responses.stream({
      model: 'gpt-4o',
      input: 'Look up the word "serendipity"',
      tools: [lookUp],
    });
    const seen: string[] = [];
    stream.on('response.function_call_arguments.delta', (event) => void seen.push(event.snapshot));
    const final = await stream.finalResponse();
    expect(seen.at(-1)).toBe('{"word":"serendipity"}');
    expect(final.output).toMatchObject([
      { type: 'function_call', name: 'look_up', parsed_arguments: { word: 'serendipity' } },
    ]);
    const kept = await openai.responses.retrieve(final.id);
    expect(kept.output).toMatchObject([
      { type: 'function_call', arguments: '{"word":"serendipity"}', status: 'completed' },
    ]);
  });

  it('can be read again after its end, from any event on', async () => {
    const events = await collect(
      await openai.responses.create({ model: 'gpt-4o', input: 'Hello', stream: true, background: true }),
    );
    expect(steps(events).slice(0, 4)).toEqual([
      'response.created',
      'response.queued',
      'response.in_progress',
      'response.output_item.added',
    ]);
    const id = events[0]?.type === 'response.created' ? events[0].response.id : '';
    expect(await collect(await openai.responses.retrieve(id, { stream: true }))).toEqual(events);
    expect(await collect(await openai.responses.retrieve(id, { stream: true, starting_after: 6 }))).toEqual(
      events.slice(7),
    );
  });

  it('is told again in the same order when it was not streamed at first', async () => {
    const { id } = await openai.responses.create({ model: 'gpt-4o', input: 'Hello' });
    const events = await collect(await openai.responses.retrieve(id, { stream: true }));
    expect(steps(events)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  it('that is not right is refused before it begins', async () => {
    await expect(
      openai.responses.create({ model: 'gpt-4o', input: 'Hello', previous_response_id: 'resp_0', stream: true }),
    ).rejects.toMatchObject({ status: 400 });
  });
});

describe('a streamed response whose model follows a script', () => {
  const play = async (turns: object[], ask: (openai: OpenAI) => Promise<void>) => {
    const emulator = await startEmulator({ settings: { FOUNDRY_MODEL_SCENARIO: JSON.stringify({ turns }) } });
    await ask((await openAIClients(emulator)).reference);
    await emulator.close();
  };

  it('ends with response.failed when the model fails, and keeps what was said so far', () =>
    play([{ text: 'So far so good', fail: { code: 'rate_limit_exceeded', message: 'Too fast.' } }], async (openai) => {
      const stream = openai.responses.stream({ model: 'gpt-4o', input: 'Hello' });
      const types: string[] = [];
      stream.on('event', ({ type }) => void types.push(type));
      const final = await stream.finalResponse();
      expect(types.at(-1)).toBe('response.failed');
      expect(final).toMatchObject({
        status: 'failed',
        error: { code: 'rate_limit_exceeded', message: 'Too fast.' },
        output: [{ status: 'incomplete', content: [{ text: 'So far so good' }] }],
      });
      expect(await openai.responses.retrieve(final.id)).toMatchObject({
        status: 'failed',
        output: [{ status: 'incomplete' }],
      });
    }));

  it('ends with response.incomplete when the content filter cuts in', () =>
    play([{ text: 'Half an ans', end: 'content_filter' }], async (openai) => {
      const final = await openai.responses.stream({ model: 'gpt-4o', input: 'Hello' }).finalResponse();
      expect(final).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'content_filter' } });
    }));

  it('tells refusals as refusals', () =>
    play([{ refusal: 'I would rather not.' }], async (openai) => {
      const final = await openai.responses.stream({ model: 'gpt-4o', input: 'Hello' }).finalResponse();
      expect(final.output).toMatchObject([{ content: [{ type: 'refusal', refusal: 'I would rather not.' }] }]);
    }));

  it('shows words and several calls of one turn as items of their own', () =>
    play(
      [
        {
          text: 'Let me see.',
          calls: [
            { name: 'look_up', arguments: { word: 'a' } },
            { name: 'look_up', arguments: { word: 'b' } },
          ],
        },
      ],
      async (openai) => {
        const final = await openai.responses
          .stream({ model: 'gpt-4o', input: 'Hello', tools: [lookUp] })
          .finalResponse();
        expect(final.output.map(({ type }) => type)).toEqual(['message', 'function_call', 'function_call']);
      },
    ));

  it('is cancelled when its reader leaves', async () => {
    const script = { turns: [{ text: 'Late.', delayMs: 3_600_000 }] };
    const emulator = await startEmulator({ settings: { FOUNDRY_MODEL_SCENARIO: JSON.stringify(script) } });
    const { reference: openai } = await openAIClients(emulator);
    const stream = await openai.responses.create({ model: 'gpt-4o', input: 'Hello', stream: true });
    let id = '';
    for await (const event of stream) {
      if (event.type === 'response.created') id = event.response.id;
      if (event.type === 'response.in_progress') break;
    }
    let status: string | undefined = 'in_progress';
    while (status === 'in_progress') ({ status } = await openai.responses.retrieve(id));
    expect(status).toBe('cancelled');
    await emulator.close();
  });
});
