import type { AgentTool } from '../../shared/tools/agent-tool.ts';
import { getOrderStatus } from '../fixture-app/tools/get-order-status.ts';
import { orders } from '../fixture-app/tools/orders.ts';
import { requestRefund } from '../fixture-app/tools/request-refund.ts';
import { startAzurite } from '../support/azurite.ts';
import { ToolHarness } from '../support/tool-harness.ts';

describe('the sample tools', () => {
  let azurite: Awaited<ReturnType<typeof startAzurite>>;
  let world: ToolHarness;
  beforeAll(async () => {
    azurite = await startAzurite();
    world = new ToolHarness(azurite.connectionString);
    for (const orderNumber of ['1042', '1043', '1044']) {
      await orders(world.storage).put({
        orderNumber,
        status: 'shipped',
        expectedDelivery: '2026-11-30',
        total: 59.97,
        currency: 'EUR',
      });
    }
  });
  afterAll(() => azurite.stop());

  let calls = 0;
  const ask = async (tool: AgentTool, args: object, correlationId = `call ${++calls}`) => {
    await world.call(tool, args, correlationId);
    await world.deliverAll(tool);
    return (await world.answers(tool))[0]?.Value;
  };

  it('say where an order is', async () => {
    const value = await ask(getOrderStatus, { orderNumber: '1042' });
    expect(JSON.parse(value ?? '')).toEqual({ orderNumber: '1042', status: 'shipped', expectedDelivery: '2026-11-30' });
  });

  it.each([getOrderStatus, requestRefund])('say that there is no such order ($name)', async (tool) => {
    expect(await ask(tool, { orderNumber: '999999', reason: 'Lost.' })).toBe('There is no order 999999.');
  });

  it.each(['12', '12345678901', 'abcd', "1' or '1'='1"])('refuse %s as an order number', async (orderNumber) => {
    expect(await ask(getOrderStatus, { orderNumber })).toMatch(/- orderNumber: .*pattern/);
  });

  it('refund an order once', async () => {
    const first = await ask(requestRefund, { orderNumber: '1042', reason: 'Broken.' });
    expect(JSON.parse(first ?? '')).toEqual({
      orderNumber: '1042',
      refunded: 59.97,
      currency: 'EUR',
      status: 'requested',
    });
    expect(await ask(requestRefund, { orderNumber: '1042', reason: 'Broken.' })).toBe(
      'A refund of 59.97 EUR has already been requested for order 1042.',
    );
  });

  it('refund a part, but never more than was paid, nothing, or fractions of a cent', async () => {
    const reason = 'One of three is missing.';
    expect(await ask(requestRefund, { orderNumber: '1043', amount: 59.98, reason })).toMatch(/cost 59.97 EUR/);
    expect(await ask(requestRefund, { orderNumber: '1043', amount: 0, reason })).toMatch(/- amount: /);
    expect(await ask(requestRefund, { orderNumber: '1043', amount: 19.999, reason })).toMatch(/- amount: .*0\.01/);
    expect(await ask(requestRefund, { orderNumber: '1043', amount: 19.99, reason: ' ' })).toMatch(/- reason: /);
    expect(await ask(requestRefund, { orderNumber: '1043', amount: 19.99, reason })).toMatch(/"refunded":19.99/);
  });

  it('refund once when two calls for one order run at the same time', async () => {
    const args = { orderNumber: '1044', reason: 'Broken.' };
    await world.call(requestRefund, args, 'a');
    await world.call(requestRefund, args, 'b');
    await Promise.all([world.deliver(requestRefund), world.deliver(requestRefund)]);
    const values = (await world.answers(requestRefund)).map(({ Value }) => Value).sort();
    expect(values).toEqual([
      expect.stringMatching(/^A refund of 59.97 EUR has already/),
      expect.stringMatching(/"requested"/),
    ]);
  });
});
