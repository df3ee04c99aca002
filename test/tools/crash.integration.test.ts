import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CALLS_TABLE } from '../../shared/tools/call-ledger.ts';
import { ORDERS_TABLE, orders } from '../fixture-app/tools/orders.ts';
import { REFUNDS_TABLE } from '../fixture-app/tools/refunds.ts';
import { requestRefund } from '../fixture-app/tools/request-refund.ts';
import { MAX_DEQUEUE_COUNT, type ToolHarness, useToolHarness } from '../support/tool-harness.ts';

/** The message of a process that died is hidden for two seconds in these tests; on Azure for a minute. */
describe('a process that dies while it carries a call out', () => {
  const world = useToolHarness();

  const { input, output } = requestRefund.queues;
  it.each([
    ['before the call is claimed', CALLS_TABLE, 'createEntity', 'before'],
    ['after the call is claimed', CALLS_TABLE, 'createEntity', 'after'],
    ['before the effect', REFUNDS_TABLE, 'createEntity', 'before'],
    ['between the effect and its record', REFUNDS_TABLE, 'createEntity', 'after'],
    ['before the answer is sent', output, 'sendMessage', 'before'],
    ['after the answer is sent', output, 'sendMessage', 'after'],
    ['before the message is deleted', input, 'deleteMessage', 'before'],
  ])('%s: the call is answered soon after, and refunded once', async (_, target, method, moment) => {
    const orderNumber = `${Math.floor(Math.random() * 9e8) + 1e8}`;
    await orders(world.storage).put({
      orderNumber,
      status: 'delivered',
      expectedDelivery: '2026-11-20',
      total: 40,
      currency: 'EUR',
    });
    for (const table of [CALLS_TABLE, REFUNDS_TABLE]) await world.storage.table(table).createTable();
    await world.call(requestRefund, { orderNumber, reason: 'It broke.' }, orderNumber);

    expect(await crash(world.connectionString, target, method, moment)).toBe('SIGKILL');
    while ((await world.deliver(requestRefund)) === 'nothing') await sleep(100);

    const answers = await world.answers(requestRefund);
    expect(answers.length).toBeGreaterThanOrEqual(1);
    const value = JSON.stringify({ orderNumber, refunded: 40, currency: 'EUR', status: 'requested' });
    for (const answer of answers) expect(answer).toEqual({ Value: value, CorrelationId: orderNumber });
    expect(await refundsOf(world, orderNumber)).toBe(1);
    expect(await world.left(input)).toBe(0);
  });

  it('each time: the poison handler answers, and a duplicate gets the same answer', async () => {
    await world.call(requestRefund, { orderNumber: '4711', reason: 'It broke.' }, 'each time');
    for (let attempt = 1; attempt <= MAX_DEQUEUE_COUNT; attempt += 1) {
      await crash(world.connectionString, ORDERS_TABLE, 'getEntity', 'before');
      await sleep(2_100);
    }
    const [message] = (await world.storage.queue(input).receiveMessages()).receivedMessageItems;
    // What the host does with a message that it delivered too often: it goes to the poison queue without a call.
    expect(message?.dequeueCount).toBe(MAX_DEQUEUE_COUNT + 1);
    await world.storage.queue(requestRefund.queues.poison).createIfNotExists();
    await world.storage.queue(requestRefund.queues.poison).sendMessage(message?.messageText ?? '');
    await world.storage.queue(input).clearMessages();

    expect(await world.deliver(requestRefund, { from: 'poison' })).toBe('done');
    await world.call(requestRefund, { orderNumber: '4711', reason: 'It broke.' }, 'each time');
    await world.deliverAll(requestRefund);
    const answers = await world.answers(requestRefund);
    expect(answers).toHaveLength(2);
    for (const { Value } of answers) expect(Value).toMatch(/may or may not have been carried out/);
  });
});

async function refundsOf(world: ToolHarness, orderNumber: string): Promise<number> {
  const found = world.storage
    .table(REFUNDS_TABLE)
    .listEntities({ queryOptions: { filter: `PartitionKey eq '${orderNumber}'` } });
  let count = 0;
  for await (const _ of found) count += 1;
  return count;
}

/** Lets a process of its own take the call and die of it; says what ended it. */
async function crash(...args: string[]): Promise<string> {
  const script = path.join(import.meta.dirname, '../support/crashing-call.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? `exit code ${code}`;
}
