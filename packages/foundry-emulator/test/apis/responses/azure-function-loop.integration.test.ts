import { setTimeout as sleep } from 'node:timers/promises';
import type OpenAI from 'openai';
import { startAzurite } from '../../../../../test/support/azurite.ts';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { type FakeFunction, fakeFunction, orderTool } from '../../../../../test/support/fake-function.ts';
import { byAgent, openAIClients } from '../../../../../test/support/openai-clients.ts';
import { base64Json } from '../../../../../test/support/tool-calls.ts';
import type { EmulatorOptions } from '../../../src/emulator.ts';

type Tools = OpenAI.Responses.Tool[];

describe('a response with an azure_function tool', () => {
  let azurite: Awaited<ReturnType<typeof startAzurite>>;
  const running: { close?(): Promise<void>; stop?(): Promise<void> }[] = [];
  let queues = 0;

  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await (each.close ?? each.stop)?.call(each);
  });
  afterAll(() => azurite?.stop());

  /** An emulator and a fake function with queues of its own. */
  async function setUp(settings: EmulatorOptions['settings'] = {}) {
    const emulator: TestEmulator = await startEmulator({
      settings: { FOUNDRY_STORAGE_CONNECTION: azurite.connectionString, ...settings },
    });
    const orders: FakeFunction = await fakeFunction(azurite.connectionString, `orders-${++queues}`);
    running.push(emulator, orders);
    const openai = (await openAIClients(emulator)).reference;
    const tools = [orderTool(orders)] as unknown as Tools;
    const ask = (input: string, more: object = {}) =>
      openai.responses.create({ model: 'gpt-4o', input, tools, ...more }) as Promise<OpenAI.Responses.Response>;
    return { emulator, orders, openai, tools, ask };
  }

  const shipped = ({ orderNumber }: Record<string, unknown>) => JSON.stringify({ orderNumber, status: 'shipped' });
  const typesOf = (response: OpenAI.Responses.Response) => response.output.map((item) => String(item.type));

  it('answers with what the function replied, and shows call and output as items', async () => {
    const { emulator, orders, openai } = await setUp();
    orders.answer(shipped);
    await emulator.project.agents.createVersion('support', {
      kind: 'prompt',
      model: 'gpt-4o',
      tools: [orderTool(orders)],
    });
    const response = await openai.responses.create({ input: 'Where is my order 1042?' }, byAgent('support'));
    expect(response).toMatchObject({ status: 'completed', output_text: 'For order number 1042: status is shipped.' });
    const [call, output] = response.output as unknown as Record<string, unknown>[];
    const agent_reference = { type: 'agent_reference', name: 'support', version: '1' };
    expect(call).toMatchObject({
      type: 'azure_function_call',
      id: expect.stringMatching(/^azf_/),
      name: 'get_order_status',
      arguments: '{"orderNumber":"1042"}',
      status: 'completed',
      response_id: response.id,
      agent_reference,
    });
    expect(output).toMatchObject({
      type: 'azure_function_call_output',
      id: expect.stringMatching(/^azfo_/),
      call_id: call?.call_id,
      output: '{"orderNumber":"1042","status":"shipped"}',
      status: 'completed',
    });
    expect(orders.calls).toMatchObject([
      {
        text: expect.stringMatching(
          /^\{"function_args":\{"orderNumber":"1042"\},"function_name":"get_order_status","CorrelationId":"[^"]+"\}$/,
        ),
      },
    ]);
  });

  it('sends the flat shape of classic agents when it is set to', async () => {
    const { orders, ask } = await setUp({ FOUNDRY_AZURE_FUNCTION_SHAPE: 'flat' });
    orders.answer(shipped);
    await ask('Where is order 1042?');
    expect(orders.calls[0]?.text).toMatch(/^\{"orderNumber":"1042","CorrelationId":"[^"]+"\}$/);
  });

  it('is streamed step by step, and the SDK puts it together', async () => {
    const { orders, openai, tools } = await setUp();
    orders.answer(shipped);
    const stream = openai.responses.stream({ model: 'gpt-4o', input: 'Where is order 1042?', tools });
    const steps: string[] = [];
    stream.on(
      'event',
      (event) =>
        void (
          'item' in event &&
          steps.push(`${event.type} ${event.item.type} ${'status' in event.item ? event.item.status : ''}`)
        ),
    );
    const final = await stream.finalResponse();
    expect(typesOf(final)).toEqual(['azure_function_call', 'azure_function_call_output', 'message']);
    expect(steps).toEqual([
      'response.output_item.added azure_function_call in_progress',
      'response.output_item.done azure_function_call completed',
      'response.output_item.added azure_function_call_output completed',
      'response.output_item.done azure_function_call_output completed',
      'response.output_item.added message in_progress',
      'response.output_item.done message completed',
    ]);
  });

  it('makes several calls at once when the question has several subjects', async () => {
    const { orders, ask } = await setUp();
    const asking = ask('Where are orders 1042, 1043 and 1044?');
    const calls = await orders.called(3);
    for (const call of [...calls].reverse())
      await orders.reply(call.correlationId, `${String(call.args.orderNumber)} is on its way.`);
    const response = await asking;
    expect(response.output_text).toBe('1042 is on its way.\n1043 is on its way.\n1044 is on its way.');
    expect(typesOf(response).filter((type) => type === 'azure_function_call')).toHaveLength(3);
  });

  it('waits with fifty others on one output queue and gets its own answer, late, unknown and malformed replies among them', async () => {
    const { orders, ask } = await setUp();
    const numbers = Array.from({ length: 50 }, (_, index) => String(2000 + index));
    const asking = numbers.map((number) => ask(`Where is order ${number}?`));
    const calls = [...(await orders.called(50))].sort((a, b) =>
      String(a.args.orderNumber) < String(b.args.orderNumber) ? 1 : -1,
    );
    for (const [index, call] of calls.entries()) {
      if (index % 10 === 0) await orders.output.sendMessage('no reply at all');
      if (index % 10 === 5) await orders.reply('somebody-else', 'not for you');
      await orders.reply(call.correlationId, `Order ${String(call.args.orderNumber)} has been seen.`);
      if (index % 10 === 7) await orders.reply(call.correlationId, 'the same once more');
    }
    const answers = await Promise.all(asking);
    expect(answers.map((response) => response.output_text)).toEqual(
      numbers.map((number) => `Order ${number} has been seen.`),
    );
  });

  it('shares an output queue with other projects without taking their replies', async () => {
    const { emulator, orders, ask } = await setUp();
    const other = await fetch(`${emulator.endpoints.project.replace(/local$/, 'other')}/openai/v1/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'gpt-4o',
        input: 'Where is order 1001?',
        tools: [orderTool(orders)],
        background: true,
      }),
    });
    const { id } = (await other.json()) as { id: string };
    const asking = ask('Where is order 1042?');
    for (const { args, correlationId } of await orders.called(2))
      await orders.reply(correlationId, `${String(args.orderNumber)} is here.`);
    expect((await asking).output_text).toBe('1042 is here.');
    const ended = async () => {
      const kept = await fetch(`${emulator.endpoints.project.replace(/local$/, 'other')}/openai/v1/responses/${id}`, {
        headers: { authorization: 'Bearer x' },
      });
      return (await kept.json()) as OpenAI.Responses.Response;
    };
    while ((await ended()).status === 'in_progress') await sleep(10);
    expect((await ended()).output.at(-1)).toMatchObject({ content: [{ text: '1001 is here.' }] });
  });

  it('accepts a plain JSON reply and a Value that is not a string', async () => {
    const { orders, ask } = await setUp();
    const asking = ask('Where is order 1042?');
    const [call] = await orders.called(1);
    await orders.output.sendMessage(
      JSON.stringify({ Value: { status: 'packed' }, CorrelationId: call?.correlationId }),
    );
    expect((await asking).output_text).toBe('For order number 1042: status is packed.');
  });

  it('makes the output queue when there is none', async () => {
    const { orders, ask } = await setUp();
    await orders.output.delete();
    const asking = ask('Where is order 1042?');
    const [call] = await orders.called(1);
    await sleep(300);
    await orders.reply(call?.correlationId ?? '', 'Here.');
    expect((await asking).output_text).toBe('Here.');
  });

  it('fails, naming queue and correlation id, when no reply comes in ten minutes', async () => {
    const { emulator, orders, ask, openai } = await setUp();
    const asking = ask('Where is order 1042?');
    const [call] = await orders.called(1);
    await emulator.admin('POST', 'clock', { advance: 'PT9M59S' });
    const { data } = (await (await emulator.request('/openai/responses')).json()) as {
      data: OpenAI.Responses.Response[];
    };
    expect(data[0]?.status).toBe('in_progress');
    await emulator.admin('POST', 'clock', { advance: 'PT1S' });
    const response = await asking;
    expect(response).toMatchObject({
      status: 'failed',
      error: { code: 'server_error' },
      output: [{ type: 'azure_function_call', status: 'failed' }],
    });
    expect(response.error?.message).toContain(
      `"${orders.output.name}" for CorrelationId ${call?.correlationId} within 600 s`,
    );

    await orders.reply(call?.correlationId ?? '', 'Too late.');
    orders.answer(() => 'In time.');
    expect((await ask('Where is order 1043?')).output_text).toBe('In time.');
    expect(await openai.responses.retrieve(response.id)).toMatchObject({ status: 'failed' });
  });

  it('fails at once when the input queue does not exist, and says which', async () => {
    const { orders, ask } = await setUp();
    await orders.stop();
    await orders.input.delete();
    const response = await ask('Where is order 1042?');
    expect(response.status).toBe('failed');
    expect(response.error?.message).toContain(`input queue "${orders.input.name}" at http://127.0.0.1`);
    expect(response.error?.message).toContain('does not exist');
  });

  it('fails the whole response when one of several calls fails, and gives up the others', async () => {
    const { orders, ask } = await setUp();
    const asking = ask('Where are orders 1042 and 1043?');
    const first = (await orders.called(2)).find(({ args }) => args.orderNumber === '1042');
    await orders.output.sendMessage(base64Json({ value: 'misspelled', CorrelationId: first?.correlationId }));
    const response = await asking;
    expect(response.error?.message).toContain('it has no Value (it has "value"');
    expect(response.output).toMatchObject([{ status: 'failed' }, { status: 'incomplete' }]);
  });

  it('ends its calls when it is cancelled, and ignores a later reply', async () => {
    const { orders, ask, openai } = await setUp();
    const { id, status } = await ask('Where is order 1042?', { background: true });
    expect(status).toBe('queued');
    const [call] = await orders.called(1);
    expect(await openai.responses.retrieve(id)).toMatchObject({
      status: 'in_progress',
      output: [{ status: 'in_progress' }],
    });
    expect(await openai.responses.cancel(id)).toMatchObject({
      status: 'cancelled',
      output: [{ type: 'azure_function_call', status: 'incomplete' }],
    });
    expect(await openai.responses.cancel(id)).toMatchObject({ status: 'cancelled' });
    await orders.reply(call?.correlationId ?? '', 'Too late.');
    orders.answer(() => 'Here.');
    expect((await ask('Where is order 1043?')).output_text).toBe('Here.');
    expect(await openai.responses.retrieve(id)).toMatchObject({ status: 'cancelled' });
  });

  it('ends its calls when the client leaves', async () => {
    const { orders, openai, tools, emulator } = await setUp();
    const left = new AbortController();
    const asking = openai.responses.create(
      { model: 'gpt-4o', input: 'Where is order 1042?', tools },
      { signal: left.signal },
    );
    await orders.called(1);
    left.abort();
    await expect(asking).rejects.toThrow();
    const newest = async () =>
      ((await (await emulator.request('/openai/responses')).json()) as { data: OpenAI.Responses.Response[] }).data[0];
    while ((await newest())?.status === 'in_progress') await sleep(10);
    expect(await newest()).toMatchObject({ status: 'cancelled' });
  });

  it('makes no more calls than max_tool_calls', async () => {
    const { orders, ask } = await setUp();
    orders.answer(shipped);
    const response = await ask('Where are orders 1042, 1043 and 1044?', { max_tool_calls: 2 });
    expect(response.status).toBe('completed');
    expect(orders.calls).toHaveLength(2);
  });

  it.each([
    [
      'a connection string',
      'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0',
      'is a connection string',
    ],
    ['an address with a queue', 'https://acct.queue.core.windows.net/orders-in', 'names a queue'],
  ])('is refused when the endpoint is %s', async (_, endpoint, reason) => {
    const { orders, ask } = await setUp();
    const refused = ask('Where is order 1042?', { tools: [orderTool({ ...orders, endpoint })] });
    await expect(refused).rejects.toMatchObject({
      status: 400,
      param: 'tools[0].azure_function.input_binding.storage_queue.queue_service_endpoint',
      message: expect.stringContaining(reason),
    });
    await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining('c2VjcmV0') });
  });

  it('never leaves this machine on its own', async () => {
    const { orders, ask } = await setUp();
    const response = await ask('Where is order 1042?', {
      tools: [orderTool({ ...orders, endpoint: 'https://acct.queue.core.windows.net' })],
    });
    expect(response).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('FOUNDRY_ALLOW_REMOTE_STORAGE') },
    });
  });
});
