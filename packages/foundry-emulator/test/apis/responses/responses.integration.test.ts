import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { byAgent, openAIClients } from '../../../../../test/support/openai-clients.ts';

const cancelTool = {
  type: 'function' as const,
  name: 'cancel_order',
  description: 'Cancel an order by its number.',
  strict: true,
  parameters: {
    type: 'object',
    properties: { orderNumber: { type: 'string', pattern: '^\\d{4}$' } },
    required: ['orderNumber'],
    additionalProperties: false,
  },
};

describe.each(['reference', 'v1', 'beta'] as const)('responses, with the %s client', (which) => {
  let emulator: TestEmulator;
  let openai: OpenAI;
  const failing = async (call: Promise<unknown>) =>
    (await call.then(
      () => undefined,
      (error: unknown) => error,
    )) as { status: number; code: string; param: string; message: string };

  beforeAll(async () => {
    emulator = await startEmulator();
    openai = (await openAIClients(emulator))[which];
    await emulator.project.agents.createVersion('helper', {
      kind: 'prompt',
      model: 'gpt-4o',
      instructions: 'You help {{who}}.',
      temperature: 0.2,
    });
  });
  afterAll(() => emulator?.close());

  it.each([
    ['a code interpreter without a container', { type: 'code_interpreter' }, 'tools[0].container'],
    ['a function without parameters', { type: 'function', name: 'ping' }, 'tools[0].parameters'],
  ])('require what the reference requires, which v1 does not: %s', async (_what, tool, param) => {
    const created = openai.responses.create({ model: 'gpt-4o', input: 'Hello', tools: [tool as never] });
    if (which === 'v1') expect(await created).toMatchObject({ status: 'completed' });
    else expect(await failing(created)).toMatchObject({ status: 400, param });
  });

  it('are created, retrieved and deleted', async () => {
    const created = await openai.responses.create({ model: 'gpt-4o', input: 'Hello', metadata: { ticket: '7' } });
    expect(created).toMatchObject({
      object: 'response',
      status: 'completed',
      output_text: 'Hello! What do you need?',
      model: 'gpt-4o',
      error: null,
      temperature: 1,
      metadata: { ticket: '7' },
    });
    expect(created.usage).toMatchObject({ output_tokens: 7, total_tokens: (created.usage?.input_tokens ?? 0) + 7 });
    expect(await openai.responses.retrieve(created.id)).toEqual(created);
    await openai.responses.delete(created.id);
    expect(await failing(openai.responses.retrieve(created.id))).toMatchObject({ status: 404 });
    expect(await failing(openai.responses.delete(created.id))).toMatchObject({ status: 404 });
  });

  it('say which kind of model answered', async () => {
    const { metadata } = await openai.responses.create({ model: 'gpt-4o', input: 'Hello' });
    expect(metadata).toEqual({ emulator_model: 'rule-based' });
  });

  it('are made by an agent, whose settings and name they carry', async () => {
    const response = await openai.responses.create({ input: 'Hello' }, byAgent('helper'));
    expect(response).toMatchObject({
      model: 'gpt-4o',
      instructions: 'You help {{who}}.',
      temperature: 0.2,
      agent: { type: 'agent_id', name: 'helper', version: '1' },
    });
    expect(response.output[0]).toMatchObject({
      created_by: { agent: { name: 'helper', version: '1' }, response_id: response.id },
    });
    const v1Spelling = {
      body: {
        agent_reference: { type: 'agent_reference', name: 'helper', version: '1' },
        structured_inputs: { who: 'Ann' },
      },
    };
    expect(await openai.responses.create({ input: 'Hello', temperature: 0.9 }, v1Spelling)).toMatchObject({
      instructions: 'You help Ann.',
      temperature: 0.9,
    });
  });

  it('end with the calls that the client has to make, and go on with what came of them', async () => {
    const first = await openai.responses.create({
      model: 'gpt-4o',
      input: 'Please cancel order 1042',
      tools: [cancelTool],
    });
    expect(first.status).toBe('completed');
    const [call] = first.output;
    if (call?.type !== 'function_call') throw new Error(`There is no call but ${call?.type}.`);
    expect(call).toMatchObject({ name: 'cancel_order', arguments: '{"orderNumber":"1042"}', status: 'completed' });
    const answer = { type: 'function_call_output' as const, call_id: call.call_id, output: '{"cancelled":true}' };
    const second = await openai.responses.create({
      model: 'gpt-4o',
      previous_response_id: first.id,
      input: [answer],
      tools: [cancelTool],
    });
    expect(second).toMatchObject({
      output_text: 'For order number 1042: cancelled is yes.',
      previous_response_id: first.id,
    });
    const asked = { role: 'user' as const, content: 'Please cancel order 1042' };
    const resent = await openai.responses.create({
      model: 'gpt-4o',
      input: [asked, call, answer],
      tools: [cancelTool],
    });
    expect(resent.output_text).toBe(second.output_text);
  });

  it('list their input items, page by page', async () => {
    const input = ['one', 'two', 'three'].map((content) => ({ role: 'user' as const, content }));
    const { id } = await openai.responses.create({ model: 'gpt-4o', input });
    const texts: unknown[] = [];
    for await (const item of openai.responses.inputItems.list(id, { limit: 2, order: 'asc' }))
      texts.push('content' in item ? item.content : item);
    expect(texts).toEqual(['one', 'two', 'three'].map((text) => [{ type: 'input_text', text }]));
    const [newest] = (await openai.responses.inputItems.list(id, { limit: 1 })).data;
    expect(newest).toMatchObject({ role: 'user', status: 'completed', content: [{ text: 'three' }] });
  });

  it('are not kept when they need not be', async () => {
    const { id } = await openai.responses.create({ model: 'gpt-4o', input: 'Hello', store: false });
    expect(await failing(openai.responses.retrieve(id))).toMatchObject({ status: 404 });
    expect(
      await failing(openai.responses.create({ model: 'gpt-4o', input: 'And?', previous_response_id: id })),
    ).toMatchObject({ status: 400, code: 'previous_response_not_found', param: 'previous_response_id' });
  });

  it('stop at max_output_tokens', async () => {
    const response = await openai.responses.create({ model: 'gpt-4o', input: 'Who are you?', max_output_tokens: 5 });
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      usage: { output_tokens: 5 },
    });
    expect(response.output[0]).toMatchObject({ status: 'incomplete' });
  });

  it('obey a JSON schema', async () => {
    const schema = {
      type: 'object',
      properties: { reply: { type: 'string' }, sure: { type: 'boolean' } },
      required: ['reply', 'sure'],
      additionalProperties: false,
    };
    const response = await openai.responses.parse({
      model: 'gpt-4o',
      input: 'Hello',
      text: { format: { type: 'json_schema', name: 'reply', strict: true, schema } },
    });
    expect(response.output_parsed).toEqual({ reply: 'Hello! What do you need?', sure: false });
  });

  it.each<[string, object, number, string | null, string]>([
    ['no model', { input: 'Hello' }, 400, 'model', 'name a model deployment'],
    ['nothing to answer', { model: 'gpt-4o' }, 400, 'input', 'nothing to answer'],
    [
      'an unknown agent',
      { input: 'Hello', agent: { type: 'agent_reference', name: 'nobody' } },
      404,
      'agent.name',
      "Agent nobody doesn't exist.",
    ],
    [
      'an unknown version',
      { input: 'Hello', agent_reference: { type: 'agent_reference', name: 'helper', version: '9' } },
      404,
      'agent_reference.version',
      'no version 9',
    ],
    [
      'an unknown conversation',
      { model: 'gpt-4o', input: 'Hello', conversation: 'conv_0' },
      404,
      'conversation',
      "'conv_0' not found",
    ],
    [
      'an output without its call',
      { model: 'gpt-4o', input: [{ type: 'function_call_output', call_id: 'c1', output: '' }] },
      400,
      'input',
      'call_id c1',
    ],
    [
      'a call without its output',
      { model: 'gpt-4o', input: [{ type: 'function_call', call_id: 'c2', name: 'f', arguments: '{}' }] },
      400,
      'input',
      'call c2',
    ],
    [
      'an unknown item',
      { model: 'gpt-4o', input: [{ type: 'item_reference', id: 'msg_0' }] },
      400,
      'input[0].id',
      'msg_0',
    ],
    [
      'a tool that is not served',
      {
        model: 'gpt-4o',
        input: 'Hello',
        tools: [{ type: 'crystal_ball' }],
      },
      400,
      'tools[0].type',
      'crystal_ball',
    ],
    [
      'a choice of no tool',
      { model: 'gpt-4o', input: 'Hello', tool_choice: 'required' },
      400,
      'tool_choice',
      'no tools',
    ],
    [
      'a temperature out of range',
      { model: 'gpt-4o', input: 'Hello', temperature: 3 },
      400,
      'temperature',
      'temperature',
    ],
    [
      'background without storing',
      { model: 'gpt-4o', input: 'Hello', background: true, store: false },
      400,
      'store',
      'must be stored',
    ],
    ['too much to read', { model: 'gpt-4o', input: 'so many words '.repeat(50_000) }, 400, 'input', 'context window'],
  ])('are refused with the field named: %s', async (_, body, status, param, words) => {
    const error = await failing(openai.responses.create(body as OpenAI.Responses.ResponseCreateParamsNonStreaming));
    expect(error).toMatchObject({ status, param });
    expect(error.message).toContain(words);
  });

  it('drop the middle of what is too long when they may', async () => {
    const input = ['first', 'so many words '.repeat(50_000), 'Hello'].map((content) => ({
      role: 'user' as const,
      content,
    }));
    expect((await openai.responses.create({ model: 'gpt-4o', input, truncation: 'auto' })).status).toBe('completed');
  });
});

describe('the list of responses', () => {
  it('is paged newest first, and filtered by agent, version and conversation', async () => {
    const emulator = await startEmulator();
    const { reference: openai } = await openAIClients(emulator);
    await emulator.project.agents.createVersion('a', { kind: 'prompt', model: 'gpt-4o' });
    const { id: conversation } = await openai.conversations.create();
    const ids: string[] = [];
    for (const [body, options] of [
      [{}, byAgent('a')],
      [{ model: 'gpt-4o', conversation }, {}],
      [{ model: 'gpt-4o' }, {}],
    ] as const) {
      ids.unshift((await openai.responses.create({ ...body, input: 'Hello' }, options)).id);
    }
    const list = async (query: string) => {
      const page = (await (
        await emulator.request(`/openai/responses?api-version=2025-11-15-preview&${query}`)
      ).json()) as { data: { id: string }[]; has_more: boolean };
      return { ids: page.data.map(({ id }) => id), more: page.has_more };
    };
    expect(await list('')).toEqual({ ids, more: false });
    expect(await list('limit=2')).toEqual({ ids: ids.slice(0, 2), more: true });
    expect(await list(`limit=2&after=${ids[1]}`)).toEqual({ ids: ids.slice(2), more: false });
    expect(await list('agent_name=a')).toEqual({ ids: ids.slice(2), more: false });
    expect(await list('agent_id=a:1')).toEqual({ ids: ids.slice(2), more: false });
    expect(await list('agent_id=a:2')).toEqual({ ids: [], more: false });
    expect(await list(`conversation_id=${conversation}`)).toEqual({ ids: ids.slice(1, 2), more: false });
    await emulator.close();
  });
});
