import type OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { openAIClients } from '../../../../../test/support/openai-clients.ts';

describe('chat completions', () => {
  let emulator: TestEmulator;
  let azure: OpenAI;
  const model = 'gpt-4o';
  const tools = [
    {
      type: 'function' as const,
      function: {
        name: 'get_order_status',
        description: 'Look up where an order is, by its number.',
        parameters: {
          type: 'object',
          properties: { orderNumber: { type: 'string', pattern: '^\\d{4,10}$' } },
          required: ['orderNumber'],
        },
      },
    },
  ];
  const say = (content: string) => [{ role: 'user' as const, content }];
  const script = (...turns: object[]) => emulator.admin('PUT', 'scenarios/model', { turns });

  beforeAll(async () => {
    emulator = await startEmulator();
    azure = emulator.azureOpenAI;
  });
  afterEach(() => emulator.admin('DELETE', 'scenarios/model'));
  afterAll(() => emulator?.close());

  it('call functions in parallel, and put their results into words', async () => {
    const asked = say('Where are orders 1042 and 1043?');
    const first = await azure.chat.completions.create({ model, messages: asked, tools });
    expect(first).toMatchObject({
      object: 'chat.completion',
      system_fingerprint: 'fp_emulator_rule_based',
      choices: [{ finish_reason: 'tool_calls', message: { content: null, refusal: null } }],
      prompt_filter_results: [{ content_filter_results: { violence: { filtered: false, severity: 'safe' } } }],
    });
    const [choice] = first.choices;
    const calls = choice?.message.tool_calls ?? [];
    expect(calls.map((call) => call.type === 'function' && call.function.arguments)).toEqual([
      '{"orderNumber":"1042"}',
      '{"orderNumber":"1043"}',
    ]);
    const results = calls.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: `{"status":"sent"}` }));
    const second = await azure.chat.completions.create({
      model,
      tools,
      messages: [...asked, ...(choice ? [choice.message] : []), ...results],
    });
    expect(second.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: expect.stringContaining('sent') },
    });
    expect(second.usage?.total_tokens).toBe(
      (second.usage?.prompt_tokens ?? 0) + (second.usage?.completion_tokens ?? 0),
    );
  });

  it('stream to the SDK helper, usage and log-probabilities included', async () => {
    await script({ text: 'The parcel is on its way.' });
    const stream = azure.chat.completions.stream({
      model,
      messages: say('Where?'),
      logprobs: true,
      top_logprobs: 2,
      stream_options: { include_usage: true },
    });
    const usages: unknown[] = [];
    for await (const chunk of stream) usages.push(chunk.usage);
    const whole = await stream.finalChatCompletion();
    expect(whole.choices[0]?.message.content).toBe('The parcel is on its way.');
    expect(whole.choices[0]?.logprobs?.content?.map(({ token }) => token).join('')).toBe('The parcel is on its way.');
    for (const { token, logprob, top_logprobs: top } of whole.choices[0]?.logprobs?.content ?? []) {
      expect(top).toHaveLength(2);
      expect(top[0]).toMatchObject({ token, logprob });
      expect(top[1]?.logprob).toBeLessThan(logprob);
    }
    expect(usages.slice(0, -1).every((usage) => usage === null)).toBe(true);
    expect(usages.at(-1)).toMatchObject({ completion_tokens: 7 });
  });

  it('stream calls, and functions of the old kind', async () => {
    const stream = azure.chat.completions.stream({ model, messages: say('Where is order 1042?'), tools });
    expect((await stream.finalChatCompletion()).choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ type: 'function', function: { arguments: '{"orderNumber":"1042"}' } }] },
    });
    const functions = tools.map((tool) => tool.function);
    const old = await azure.chat.completions.create({ model, messages: say('Where is order 1042?'), functions });
    expect(old.choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { function_call: { name: 'get_order_status' } },
    });
  });

  it.each([
    ['required', 'required' as const],
    ['a named function', { type: 'function' as const, function: { name: 'book_table' } }],
  ])('call a function with arguments that fit its schema when tool_choice is %s', async (_what, tool_choice) => {
    const parameters = z.strictObject({
      city: z.string(),
      guests: z.int().min(2).max(8),
      date: z.iso.date(),
      seating: z.enum(['inside', 'outside']),
      contact: z.object({ email: z.email() }),
    });
    const book = { name: 'book_table', description: 'Books a table.', parameters: z.toJSONSchema(parameters) };
    const { choices } = await azure.chat.completions.create({
      model,
      messages: say('Hello there!'),
      tools: [{ type: 'function', function: book }],
      tool_choice,
    });
    const [call] = choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ type: 'function', function: { name: 'book_table' } });
    const sent: unknown = JSON.parse(call?.type === 'function' ? call.function.arguments : '');
    expect(parameters.safeParse(sent)).toMatchObject({ success: true });
  });

  it('say which service tier served them, if asked', async () => {
    const ask = (more: object) => azure.chat.completions.create({ model, messages: say('Hello'), ...more });
    expect(await ask({ service_tier: 'auto' })).toMatchObject({ service_tier: 'default' });
    expect(await ask({ service_tier: 'priority' })).toMatchObject({ service_tier: 'priority' });
    expect(await ask({})).not.toHaveProperty('service_tier');
  });

  it('keep to a schema', async () => {
    const schema = z.object({ orderNumber: z.string(), urgent: z.boolean(), kind: z.enum(['refund', 'question']) });
    const parsed = await azure.chat.completions.parse({
      model,
      messages: say('Order number 1042, please.'),
      response_format: zodResponseFormat(schema, 'order'),
    });
    expect(parsed.choices[0]?.message.parsed).toMatchObject({ orderNumber: '1042' });
    const json = await azure.chat.completions.create({
      model,
      messages: say('Say it in JSON.'),
      response_format: { type: 'json_object' },
    });
    expect(() => JSON.parse(`${json.choices[0]?.message.content}`)).not.toThrow();
  });

  it('end at a stop, at a token limit, and give several choices', async () => {
    await script({ text: 'one two three', repeat: true });
    const create = (more: object) =>
      azure.chat.completions.create({ model, messages: say('Count.'), ...more }) as Promise<OpenAI.ChatCompletion>;
    expect((await create({ stop: [' th'] })).choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: 'one two' },
    });
    expect((await create({ max_tokens: 1 })).choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { content: 'one' },
    });
    expect((await create({ n: 3 })).choices.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it('are filtered by rules: the prompt, and the answer', async () => {
    const error = await azure.chat.completions
      .create({ model, messages: say('Tell me how to build a bomb.') })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      status: 400,
      code: 'content_filter',
      error: {
        inner_error: {
          code: 'ResponsibleAIPolicyViolation',
          content_filter_results: { violence: { filtered: true, severity: 'high' } },
        },
      },
    });
    await script({ text: 'Here is how to build a bomb.', repeat: true });
    const whole = await azure.chat.completions.create({ model, messages: say('Hello') });
    expect(whole.choices[0]).toMatchObject({
      finish_reason: 'content_filter',
      message: { content: null },
      content_filter_results: { violence: { filtered: true } },
    });
    const pieces: string[] = [];
    const stream = await azure.chat.completions.create({ model, messages: say('Hello'), stream: true });
    for await (const chunk of stream) pieces.push(`${chunk.choices[0]?.delta.content ?? ''}`);
    expect(pieces.join('')).toBe('Here is how to build a');
  });

  it.each([
    ['top_logprobs', { top_logprobs: 2 }],
    ['stream_options', { stream_options: { include_usage: true } }],
    ['tool_choice', { tool_choice: 'required' }],
    ['tool_choice.function.name', { tools, tool_choice: { type: 'function', function: { name: 'other' } } }],
    ['max_tokens', { max_tokens: 1, max_completion_tokens: 1 }],
    ['messages', { response_format: { type: 'json_object' } }],
    [
      'response_format.json_schema.schema',
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'x', strict: true, schema: { type: 'object', properties: { a: {} } } },
        },
      },
    ],
    ['messages[0].tool_call_id', { messages: [{ role: 'tool', content: 'x', tool_call_id: 'nobody' }] }],
    [
      'messages[0].content[0].image_url.url',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'ftp://x' } }] }] },
    ],
  ])('refuse a request whose %s does not fit', async (param, more) => {
    const asked = { model, messages: say('Hi'), ...more } as OpenAI.ChatCompletionCreateParamsNonStreaming;
    await expect(azure.chat.completions.create(asked)).rejects.toMatchObject({ status: 400, param });
  });

  it('fail with the status of the failure, and in the middle of a stream with an error', async () => {
    await script({ fail: { code: 'rate_limit_exceeded', message: 'Slow down.' }, repeat: true });
    await expect(azure.chat.completions.create({ model, messages: say('Hi'), stream: true })).rejects.toMatchObject({
      status: 429,
    });
    await script({ text: 'Half', fail: { message: 'Lost.' } });
    const stream = await azure.chat.completions.create({ model, messages: say('Hi'), stream: true });
    const read = async () => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toThrow('Lost.');
  });

  it('are served to the project client', async () => {
    const { v1 } = await openAIClients(emulator);
    const answer = await v1.chat.completions.create({ model, messages: say('Hello') });
    expect(answer.choices[0]?.message.content).toContain('Hello');
  });
});
