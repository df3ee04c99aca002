import { chatChunk, type FakeOpenAI, fakeOpenAI, usageChunk } from '../../../../../test/support/fake-openai.ts';
import { upstreamModel } from '../../../src/model/upstream/upstream-model.ts';
import { upstreamSettings } from '../../../src/model/upstream/upstream-settings.ts';
import { assistant, orderStatus, request, turnOf, user } from '../requests.ts';

describe('an upstream model', () => {
  let server: FakeOpenAI;
  const modelAt = (url = server.url) => upstreamModel({ url, key: 'the-key', models: new Map([['gpt-4o', 'llama3']]) });

  beforeAll(async () => {
    server = await fakeOpenAI();
  });
  afterAll(() => server.close());

  it('is asked as a chat completion, under its own name for the model', async () => {
    server.answer({
      chunks: [
        chatChunk({ content: 'Ship' }),
        chatChunk({ content: 'ped.' }),
        chatChunk({}, 'stop'),
        usageChunk(20, 3, 8),
      ],
    });
    const items = [
      user('Where is order 1042?'),
      { type: 'call' as const, callId: 'c1', name: 'get_order_status', arguments: '{"orderNumber":"1042"}' },
      { type: 'call' as const, callId: 'c2', name: 'get_order_status', arguments: '{"orderNumber":"1043"}' },
      { type: 'result' as const, callId: 'c1', output: 'shipped' },
      { type: 'result' as const, callId: 'c2', output: 'packed' },
      assistant('One is shipped.'),
      {
        type: 'message' as const,
        role: 'user' as const,
        content: [
          { type: 'text' as const, text: 'And this?' },
          { type: 'image' as const, url: 'data:image/png;base64,AA==' },
        ],
      },
    ];
    const asked = request(items, {
      tools: [orderStatus],
      instructions: 'Be brief.',
      temperature: 0.5,
      maxOutputTokens: 50,
      parallelToolCalls: false,
    });
    const { text, end } = await turnOf(modelAt(), asked);
    expect(text).toBe('Shipped.');
    expect(end).toEqual({
      type: 'end',
      reason: 'stop',
      usage: { inputTokens: 20, cachedTokens: 8, outputTokens: 3, reasoningTokens: 0 },
    });
    const sent = server.requests.at(-1);
    expect(sent?.headers.authorization).toBe('Bearer the-key');
    expect(sent?.body).toEqual({
      model: 'llama3',
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.5,
      max_completion_tokens: 50,
      parallel_tool_calls: false,
      tool_choice: 'auto',
      tools: [
        {
          type: 'function',
          function: {
            name: orderStatus.name,
            description: orderStatus.description,
            parameters: orderStatus.parameters,
          },
        },
      ],
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Where is order 1042?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'get_order_status', arguments: '{"orderNumber":"1042"}' } },
            { id: 'c2', type: 'function', function: { name: 'get_order_status', arguments: '{"orderNumber":"1043"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'shipped' },
        { role: 'tool', tool_call_id: 'c2', content: 'packed' },
        { role: 'assistant', content: 'One is shipped.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'And this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
          ],
        },
      ],
    });
  });

  it('has its calls put together from their pieces, several at once', async () => {
    const call = (index: number, id: string | undefined, name: string | undefined, args: string) =>
      chatChunk({
        tool_calls: [
          { index, ...(id ? { id } : {}), type: 'function', function: { ...(name ? { name } : {}), arguments: args } },
        ],
      });
    server.answer({
      chunks: [
        call(0, 'a', 'get_order_status', ''),
        call(0, undefined, undefined, '{"orderNumber"'),
        call(1, undefined, 'get_order_status', '{}'),
        call(0, undefined, undefined, ':"1"}'),
        chatChunk({}, 'tool_calls'),
      ],
    });
    const { calls } = await turnOf(modelAt(), request('?', { tools: [orderStatus] }));
    expect(calls).toMatchObject([
      { callId: 'a', arguments: '{"orderNumber":"1"}' },
      { callId: expect.stringMatching(/^call_/), arguments: '{}' },
    ]);
  });

  it('hands structured formats and forced tools on', async () => {
    server.answer({ chunks: [chatChunk({ content: '{}' }, 'length')] });
    const format = { type: 'json_schema' as const, name: 'thing', schema: { type: 'object' }, strict: true };
    const { end } = await turnOf(
      modelAt(),
      request('?', { tools: [orderStatus], format, toolChoice: { name: 'get_order_status' } }),
    );
    expect(end).toEqual({ type: 'end', reason: 'max_output_tokens' });
    expect(server.requests.at(-1)?.body).toMatchObject({
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'thing', schema: { type: 'object' }, strict: true },
      },
      tool_choice: { type: 'function', function: { name: 'get_order_status' } },
    });
  });

  it.each([
    [401, 'server_error', 'Check FOUNDRY_UPSTREAM_KEY.'],
    [404, 'server_error', 'Check FOUNDRY_UPSTREAM_MODELS.'],
    [400, 'invalid_prompt', 'bad thing'],
  ])('that answers %i becomes an error that says what to look at', async (status, code, words) => {
    server.answer({ status, message: 'bad thing' });
    await expect(turnOf(modelAt(), request('?'))).rejects.toMatchObject({
      name: 'ModelError',
      code,
      message: expect.stringContaining(words),
    });
  });

  it('that asks to slow down becomes rate_limit_exceeded', async () => {
    server.answer({ status: 429, message: 'slow' });
    await expect(turnOf(modelAt(), request('?'))).rejects.toMatchObject({ code: 'rate_limit_exceeded' });
  });

  it('that breaks off gives an error, not half an answer', async () => {
    server.answer({ brokenAfter: [chatChunk({ content: 'Half' })] });
    await expect(turnOf(modelAt(), request('?'))).rejects.toThrow('broke off');
  });

  it('that cannot be reached is named', async () => {
    await expect(turnOf(modelAt('http://127.0.0.1:9/v1'), request('?'))).rejects.toThrow(
      'http://127.0.0.1:9 cannot be reached',
    );
  }, 20_000);

  it('is aborted when the request is aborted', async () => {
    server.answer({ hangingAfter: [chatChunk({ content: 'Thinking' })] });
    const given = new AbortController();
    const turn = turnOf(modelAt(), request('?'), given.signal);
    setTimeout(() => given.abort(new Error('cancelled')), 200);
    await expect(turn).rejects.toThrow('cancelled');
    await server.left;
  });
});

describe('settings of an upstream', () => {
  it('are undefined without a URL', () => {
    expect(upstreamSettings({ FOUNDRY_UPSTREAM_KEY: 'k' })).toBeUndefined();
  });

  it('map deployments to models', () => {
    expect(
      upstreamSettings({ FOUNDRY_UPSTREAM_URL: 'http://x/v1', FOUNDRY_UPSTREAM_MODELS: 'gpt-4o=llama3, mini = tiny' }),
    ).toEqual({
      url: 'http://x/v1',
      models: new Map([
        ['gpt-4o', 'llama3'],
        ['mini', 'tiny'],
      ]),
    });
  });

  it.each([
    [{ FOUNDRY_UPSTREAM_URL: 'localhost:1234' }, 'FOUNDRY_UPSTREAM_URL'],
    [{ FOUNDRY_UPSTREAM_URL: 'http://x', FOUNDRY_UPSTREAM_MODELS: 'gpt-4o' }, 'deployment=model'],
  ])('are refused when they cannot be meant: %j', (env, reason) => {
    expect(() => upstreamSettings(env)).toThrow(reason);
  });
});
