import { setTimeout as sleep } from 'node:timers/promises';
import { TableClient } from '@azure/data-tables';
import { z } from 'zod';
import { RetryableError, TerminalError } from '../../shared/core/errors.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { CallLedger } from '../../shared/tools/call-ledger.ts';
import { MAX_DEQUEUE_COUNT, type ToolHarness, useToolHarness } from '../support/tool-harness.ts';

describe('a tool that is not idempotent', () => {
  const world = useToolHarness();

  const effectful = (name: string, handler: Parameters<typeof agentTool>[1]['handler'], timeout = 5_000) =>
    agentTool(name, { description: 'Test.', parameters: z.object({}), handler, timeout });

  it('is carried out once when its message is delivered twice, and answers both times', async () => {
    let effects = 0;
    const tool = effectful('twice', () => ({ effect: ++effects }));
    for (let copy = 0; copy < 2; copy += 1) await world.call(tool, {}, 'same');
    await world.deliverAll(tool);
    expect(effects).toBe(1);
    expect(await world.answers(tool)).toEqual(Array(2).fill({ Value: '{"effect":1}', CorrelationId: 'same' }));
  });

  it('is carried out once when the deliveries run at the same time', async () => {
    let effects = 0;
    const tool = effectful('at_once', async () => {
      effects += 1;
      await sleep(300);
      return 'paid';
    });
    for (let copy = 0; copy < 8; copy += 1) await world.call(tool, {}, 'same');
    expect(await Promise.all(Array.from({ length: 8 }, () => world.deliver(tool)))).toEqual(Array(8).fill('done'));
    expect(effects).toBe(1);
    expect(await world.answers(tool)).toEqual(Array(8).fill({ Value: 'paid', CorrelationId: 'same' }));
  });

  it('is carried out for each of two calls, also when their ids need another name in storage', async () => {
    let effects = 0;
    const tool = effectful('odd_ids', () => ++effects);
    const ids = ['a/b', 'a\\b', 'a?b', 'ü', '\ud800', '\ud801', ' ', 'x'.repeat(1_024), `${'x'.repeat(1_023)}y`];
    for (const id of ids) await world.call(tool, {}, id);
    await world.deliverAll(tool);
    expect(effects).toBe(ids.length);
    expect(new Set((await world.answers(tool)).map(({ CorrelationId }) => CorrelationId))).toEqual(new Set(ids));
  });

  it('repeats a refusal as it was', async () => {
    let asked = 0;
    const tool = effectful('refuses', () => {
      throw new TerminalError(`Refused at attempt ${++asked}.`);
    });
    for (let copy = 0; copy < 2; copy += 1) await world.call(tool, {}, 'r');
    await world.deliverAll(tool);
    expect(await world.answers(tool)).toEqual(Array(2).fill({ Value: 'Refused at attempt 1.', CorrelationId: 'r' }));
  });

  it('is tried again after a retryable error, for then nothing was done', async () => {
    const tool = effectful('tries_again', (_, { attempt }) => {
      if (attempt === 1) throw new RetryableError('busy');
      return `done at attempt ${attempt}`;
    });
    await world.call(tool, {}, 'a');
    await world.deliverAll(tool);
    expect(await world.answers(tool)).toEqual([{ Value: 'done at attempt 2', CorrelationId: 'a' }]);
  });

  it('is not carried out by a duplicate after the last attempt was answered', async () => {
    let effects = 0;
    const tool = effectful('given_up', () => {
      effects += 1;
      throw new RetryableError('busy');
    });
    await world.call(tool, {}, 'g');
    await world.deliverAll(tool);
    await world.call(tool, {}, 'g');
    await world.deliverAll(tool);
    expect(effects).toBe(MAX_DEQUEUE_COUNT);
    expect(await world.answers(tool)).toEqual(
      Array(2).fill({ Value: expect.stringMatching(/tried 3 times/), CorrelationId: 'g' }),
    );
  });

  it.each([
    ['an unexpected error', 'breaks', () => Promise.reject(new Error('boom'))],
    ['a time-out', 'hangs', () => new Promise(() => {})],
    ['a result that is no JSON', 'returns_bigint', () => 1n],
  ])('is not repeated after %s, and the model is told so', async (_, name, handler) => {
    let effects = 0;
    const work = () => {
      effects += 1;
      return handler();
    };
    const tool = effectful(name, work, 50);
    for (let copy = 0; copy < 2; copy += 1) await world.call(tool, {}, 'u');
    await world.deliverAll(tool);
    expect(effects).toBe(1);
    const answers = await world.answers(tool);
    expect(answers).toHaveLength(2);
    for (const { Value } of answers) expect(Value).toMatch(/may or may not have been carried out|cannot be shown/);
    expect(JSON.stringify(answers)).not.toMatch(/boom|BigInt/);
  });

  it('sends its recorded answer again when the answer was lost', async () => {
    let effects = 0;
    const tool = effectful('answer_lost', () => ({ effect: ++effects }));
    await world.call(tool, {}, 'l');
    const broken = failingOnce(world, tool.queues.output);
    expect(await world.deliver(tool, { storage: broken })).toBe('failed');
    expect(await world.deliver(tool)).toBe('done');
    expect(effects).toBe(1);
    expect(await world.answers(tool)).toEqual([{ Value: '{"effect":1}', CorrelationId: 'l' }]);
  });

  it('is taken over when its holder has not said for the length of the lease that it lives', async () => {
    const tool = effectful('taken_over', () => 'second');
    const ledger = new CallLedger(world.storage.table('ToolCalls'));
    const begun = Date.now();
    await ledger.claim(tool.name, 't', new Date(), new Date(begun + 1_000));
    await world.call(tool, {}, 't');
    expect(await world.deliver(tool)).toBe('done');
    expect(Date.now() - begun).toBeGreaterThanOrEqual(990);
    expect(await world.answers(tool)).toEqual([{ Value: 'second', CorrelationId: 't' }]);
  });

  it('keeps its claim for as long as it runs', async () => {
    const tool = effectful('long', () => sleep(3_500, 'finished'));
    await world.call(tool, {}, 'k');
    await world.call(tool, {}, 'k');
    await Promise.all([world.deliver(tool), world.deliver(tool)]);
    expect(await world.answers(tool)).toEqual(Array(2).fill({ Value: 'finished', CorrelationId: 'k' }));
  });

  it('waits for a duplicate that is under way only as long as the agent waits', async () => {
    const tool = effectful('busy', () => 'never');
    const ledger = new CallLedger(world.storage.table('ToolCalls'));
    await ledger.claim(tool.name, 'b', new Date(), new Date(Date.now() + 3_600_000));
    await world.call(tool, {}, 'b');
    const now = Date.now();
    // 569.5 of the 570 seconds that the agent waits have passed.
    jest.spyOn(Date, 'now').mockImplementation(() => now + 569_500 + Math.round(performance.now() - started));
    const started = performance.now();
    try {
      await world.deliverAll(tool);
    } finally {
      jest.restoreAllMocks();
    }
    expect(await world.answers(tool)).toEqual([
      { Value: expect.stringMatching(/may or may not.*still being carried out/), CorrelationId: 'b' },
    ]);
  });

  it.each([
    ['in the input queue', 'input'],
    ['in the poison queue', 'poison'],
  ] as const)('is not begun without its record, but the agent is answered, %s', async (_, from) => {
    let effects = 0;
    const tool = effectful(`no_table_${from}`, () => ++effects);
    const table = () =>
      new TableClient('http://127.0.0.1:1/a', 'None', {
        allowInsecureConnection: true,
        retryOptions: { maxRetries: 0 },
      });
    await world.call(tool, {}, 'n');
    if (from === 'poison') {
      const [message] = (await world.storage.queue(tool.queues.input).receiveMessages()).receivedMessageItems;
      await world.storage.queue(tool.queues.poison).createIfNotExists();
      await world.storage.queue(tool.queues.poison).sendMessage(message?.messageText ?? '');
    }
    await world.deliverAll(tool, { from, storage: { ...world.storage, table } });
    expect(effects).toBe(0);
    expect(await world.answers(tool)).toEqual([
      { Value: expect.stringMatching(/may or may not have been carried out/), CorrelationId: 'n' },
    ]);
  });
});

/** Storage whose queue of that name refuses one message. */
function failingOnce(world: ToolHarness, name: string): ToolHarness['storage'] {
  let failed = false;
  return {
    ...world.storage,
    queue: (queue) => {
      const client = world.storage.queue(queue);
      if (queue !== name || failed) return client;
      return new Proxy(client, {
        get: (target, property) => {
          if (property !== 'sendMessage') return Reflect.get(target, property);
          failed = true;
          return () => Promise.reject(new Error('the queue is down'));
        },
      });
    },
  };
}
