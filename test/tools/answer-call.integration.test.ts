import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RetryableError, TerminalError } from '../../shared/core/errors.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { useToolHarness } from '../support/tool-harness.ts';

describe('a call from an agent', () => {
  const world = useToolHarness();

  const city = z.object({ city: z.string().min(2) });
  const answering = (name: string, handler: (args: { city: string }) => unknown, timeout?: number) =>
    agentTool(name, {
      description: 'Test.',
      parameters: city,
      idempotent: true,
      handler,
      ...(timeout === undefined ? {} : { timeout }),
    });

  it.each([
    ['new agents', { function_args: { city: 'Seoul' }, CorrelationId: '1' }],
    ['new agents, arguments as text', { function_args: '{"city":"Seoul"}', CorrelationId: '1' }],
    ['classic agents', { city: 'Seoul', CorrelationId: '1' }],
    ['a sender of further properties', { city: 'Seoul', outputqueueuri: 'x', CorrelationId: '1', traceparent: 'y' }],
    ['a sender of plain JSON', JSON.stringify({ city: 'Seoul', CorrelationId: '1' })],
  ])('is answered as %s write it', async (_, message) => {
    const tool = answering('shapes', ({ city }) => ({ city, sunny: true }));
    await world.send(tool, message);
    expect(await world.deliver(tool)).toBe('done');
    expect(await world.answers(tool)).toEqual([{ Value: '{"city":"Seoul","sunny":true}', CorrelationId: '1' }]);
    expect(await world.left(tool.queues.input)).toBe(0);
  });

  it.each([
    ['text', 'Fine, 21 °C 🌤', 'Fine, 21 °C 🌤'],
    ['a number', 0, '0'],
    ['null', null, 'null'],
    ['nothing', undefined, 'Done.'],
    ['an empty text', '', ''],
    ['a list', [1, 'two'], '[1,"two"]'],
    ['a broken character', 'a\ud800b', 'a\ud800b'],
  ])('carries %s back', async (_, result, value) => {
    const tool = answering('results', () => result);
    await world.call(tool, { city: 'Seoul' }, 'r');
    await world.deliver(tool);
    expect(await world.answers(tool)).toEqual([{ Value: value, CorrelationId: 'r' }]);
  });

  it('tells the model which argument is wrong and why, and does not try again', async () => {
    const handler = jest.fn();
    const tool = answering('wrong_arguments', handler);
    await world.call(tool, { city: 7 }, 'w1');
    await world.call(tool, 'no object', 'w2');
    await world.deliverAll(tool);
    const answers = await world.answers(tool);
    expect(answers).toHaveLength(2);
    expect(answers.find(({ CorrelationId }) => CorrelationId === 'w1')?.Value).toMatch(/- city: .*expected string/);
    expect(answers.find(({ CorrelationId }) => CorrelationId === 'w2')?.Value).toMatch(/arguments as a whole.*object/);
    expect(handler).not.toHaveBeenCalled();
  });

  it('passes a terminal error on in its own words', async () => {
    const tool = answering('terminal', () => {
      throw new TerminalError('There is no such city.');
    });
    await world.call(tool, { city: 'Atlantis' }, 't');
    expect(await world.deliver(tool)).toBe('done');
    expect(await world.answers(tool)).toEqual([{ Value: 'There is no such city.', CorrelationId: 't' }]);
  });

  it('is tried again after a retryable error, and answered by the attempt that works', async () => {
    const attempts: number[] = [];
    const tool = agentTool('recovers', {
      description: 'Test.',
      parameters: city,
      idempotent: true,
      handler: (_, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new RetryableError('the weather service is down');
        return 'sunny';
      },
    });
    await world.call(tool, { city: 'Seoul' }, 're');
    await world.deliverAll(tool);
    expect(attempts).toEqual([1, 2, 3]);
    expect(await world.answers(tool)).toEqual([{ Value: 'sunny', CorrelationId: 're' }]);
  });

  it('comes back no sooner than the retryable error asks', async () => {
    const tool = answering('waits', () => {
      throw new RetryableError('later', 30_000);
    });
    await world.call(tool, { city: 'Seoul' }, 'later');
    expect(await world.deliver(tool)).toBe('failed');
    expect(await world.deliver(tool)).toBe('nothing');
    expect(await world.left(tool.queues.input)).toBe(1);
  });

  it.each([
    ['retryable', () => new RetryableError('connection to db-7.internal refused'), /not available.*3 times/],
    ['unexpected', () => new Error('cannot read db-7.internal'), /internal reason.*3 times/],
  ])('gets an answer without internals on the last attempt of a %s error', async (kind, error, value) => {
    const tool = answering(`last_${kind}`, () => {
      throw error();
    });
    await world.call(tool, { city: 'Seoul' }, 'l');
    await world.deliverAll(tool);
    const answers = await world.answers(tool);
    expect(answers).toEqual([{ Value: expect.stringMatching(value), CorrelationId: 'l' }]);
    expect(answers[0]?.Value).not.toMatch(/db-7/);
    // Who runs it sees which error it was and where, and its message with LOG_CONTENT=true.
    expect(world.logged.join()).toMatch(
      kind === 'retryable' ? /l failed for now: RetryableError/ : /l failed unexpectedly: Error/,
    );
    expect(world.logged.join()).not.toMatch(/db-7/);
    expect(await world.left(tool.queues.poison)).toBe(0);
  });

  it('is stopped when its time is up, whether or not the handler heeds the signal', async () => {
    const heeding = agentTool('heeds', {
      description: 'Test.',
      parameters: city,
      idempotent: true,
      timeout: 50,
      handler: (_, { signal }) => sleep(60_000, 'late', { signal }),
    });
    const ignoring = answering('ignores', () => new Promise(() => {}), 50);
    for (const tool of [heeding, ignoring]) {
      await world.call(tool, { city: 'Seoul' }, 'slow');
      await world.deliverAll(tool);
      expect(await world.answers(tool)).toEqual([
        { Value: expect.stringMatching(/did not end within 0\.1 seconds/), CorrelationId: 'slow' },
      ]);
    }
  });

  it('is not carried out when the agent can no longer be waiting', async () => {
    const handler = jest.fn();
    const tool = answering('stale', handler);
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + 600_000);
    try {
      await world.call(tool, { city: 'Seoul' }, 'old');
      await world.deliver(tool);
    } finally {
      jest.restoreAllMocks();
    }
    expect(handler).not.toHaveBeenCalled();
    expect(await world.answers(tool)).toEqual([
      { Value: expect.stringMatching(/not carried out.*too long/), CorrelationId: 'old' },
    ]);
  });

  it('becomes a dead letter with the reason when it cannot be answered', async () => {
    const tool = answering('unanswerable', () => 'never');
    await world.deadLetters();
    const huge = Buffer.from(JSON.stringify({ CorrelationId: '', text: '\u0001'.repeat(7_000) })).toString('base64');
    for (const text of ['not json', Buffer.from('{"city":"Seoul"}').toString('base64'), '/+8=', '42', huge]) {
      await world.send(tool, text);
    }
    await world.deliverAll(tool);
    const letters = await world.deadLetters();
    expect(letters).toHaveLength(5);
    expect(letters).toContainEqual(
      expect.objectContaining({ text: 'not json', reason: expect.stringMatching(/JSON/), tool: 'unanswerable' }),
    );
    expect(letters).toContainEqual(expect.objectContaining({ reason: expect.stringMatching(/no CorrelationId/) }));
    expect(letters.map(({ text }) => text)).toContain(huge);
    expect(world.logged.filter((line) => /cannot be answered/.test(line))).toHaveLength(5);
    expect(await world.answers(tool)).toEqual([]);
  });

  it('is answered although the output queue was missing', async () => {
    const tool = answering('no_output_queue', () => 'here');
    await world.storage.queue(tool.queues.output).deleteIfExists();
    await world.call(tool, { city: 'Seoul' }, 'q');
    expect(await world.deliver(tool)).toBe('done');
    expect(await world.answers(tool)).toEqual([{ Value: 'here', CorrelationId: 'q' }]);
  });
});
