import { DeadLetters } from '../../shared/azure/queues/dead-letters.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { lintOpenApi } from '../support/lint-openapi.ts';
import { orderOf, putOrders, refundsMade } from '../support/orders.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';
import { base64Json, toolCalls } from '../support/tool-calls.ts';

describe('the tools of foundry.config.ts in the Functions host', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await localPlatform();
    await putOrders(platform.endpoints.storage, [5001, 5002, 5003]);
  });
  afterAll(() => platform.stop());

  const post = async (tool: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${platform.endpoints.functions}/api/tools/${tool}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };

  it('have an HTTP twin each, described by one OpenAPI document', async () => {
    const document = await (await fetch(`${platform.endpoints.functions}/api/openapi.json`)).json();
    expect(lintOpenApi(document)).toEqual([]);
    expect(document).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: `${platform.endpoints.functions}/api` }],
      paths: { '/tools/get_order_status': {}, '/tools/request_refund': {} },
    });
    const { orderNumber, status, expectedDelivery } = orderOf(5001);
    expect(await post('get_order_status', { orderNumber: '5001' })).toEqual({
      status: 200,
      body: { value: { orderNumber, status, expectedDelivery } },
    });
  });

  it('tell a caller over HTTP what is wrong', async () => {
    expect(await post('get_order_status', { orderNumber: 5001 })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_arguments', message: expect.stringMatching(/- orderNumber: /) } },
    });
    expect(await post('get_order_status', '{')).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_json' } },
    });
    expect(await post('get_order_status', { orderNumber: '4040' })).toMatchObject({
      status: 422,
      body: { error: { message: 'There is no order 4040.' } },
    });
  });

  it('refund once for one Idempotency-Key', async () => {
    const ask = () => post('request_refund', { orderNumber: '5002', reason: 'late' }, { 'Idempotency-Key': 'abc' });
    const [first, second] = [await ask(), await ask()];
    expect(first).toMatchObject({ status: 200, body: { value: { status: 'requested' } } });
    expect(second).toEqual(first);
    expect((await refundsMade(platform.endpoints.storage)).get('5002')).toBe('http:abc');
  });

  it.each([
    ['new agents', { function_args: { orderNumber: '5003' }, CorrelationId: 'shape-new' }],
    ['classic agents', { orderNumber: '5003', CorrelationId: 'shape-classic' }],
    // Properties of these names take the place of what the host says of a message, were it to read the message itself.
    [
      'a sender of odd names',
      { orderNumber: '5003', dequeueCount: 99, id: 'x', popReceipt: 'y', CorrelationId: 'shape-odd' },
    ],
  ])('answer calls as %s write them', async (_, message) => {
    const calls = await toolCalls(platform.endpoints.storage, 'get-order-status');
    await calls.sendRaw(base64Json(message));
    const answers = await calls.answers((sofar) => sofar.length > 0);
    expect(answers).toEqual([{ Value: expect.stringMatching(/day-5003/), CorrelationId: message.CorrelationId }]);
  });

  it('keep what cannot be answered, also when it is not base64 or not text', async () => {
    const storage = openStorage({ connectionString: platform.endpoints.storage });
    const calls = await toolCalls(platform.endpoints.storage, 'get-order-status');
    const texts = [
      'plain text',
      '/+8=',
      '{"orderNumber":"5003"}',
      '12',
      base64Json([1]),
      base64Json({ CorrelationId: 7 }),
    ];
    for (const text of texts) await calls.sendRaw(text);
    const letters = new DeadLetters(storage);
    const until = Date.now() + 30_000;
    const kept = async () => (await letters.list({ tool: 'get_order_status', limit: 100 })).items.length;
    while ((await kept()) < texts.length && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await kept()).toBe(texts.length);
    // The host deletes a message after its function has ended, so the last one may leave a moment later.
    const waiting = async () =>
      (await storage.queue('tool-get-order-status-in').getProperties()).approximateMessagesCount ?? 0;
    while ((await waiting()) > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await waiting()).toBe(0);
  });

  it('answer what the host has given up', async () => {
    const calls = await toolCalls(platform.endpoints.storage, 'request-refund');
    const poison = openStorage({ connectionString: platform.endpoints.storage }).queue('tool-request-refund-in-poison');
    await poison.createIfNotExists();
    await poison.sendMessage(
      base64Json({ function_args: { orderNumber: '5001', reason: 'x' }, CorrelationId: 'given-up' }),
    );
    const answers = await calls.answers((sofar) => sofar.length > 0);
    expect(answers).toEqual([{ Value: expect.stringMatching(/may or may not/), CorrelationId: 'given-up' }]);
  });

  it('can be run by hand, with a message as input', async () => {
    const response = await fetch(`${platform.endpoints.functions}/admin/functions/tool_get_order_status`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: JSON.stringify({ orderNumber: '5003', CorrelationId: 'by-hand' }) }),
    });
    expect(response.status).toBe(202);
    const calls = await toolCalls(platform.endpoints.storage, 'get-order-status');
    const answers = await calls.answers((sofar) => sofar.length > 0);
    expect(answers).toEqual([{ Value: expect.stringMatching(/day-5003/), CorrelationId: 'by-hand' }]);
  });
});
