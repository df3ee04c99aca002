import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RetryableError, TerminalError } from '../../shared/core/errors.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { answerHttp } from '../../shared/tools/answer-http.ts';
import { useToolHarness } from '../support/tool-harness.ts';

describe('the HTTP twin of a tool', () => {
  const world = useToolHarness();

  const parameters = z.object({ city: z.string().optional() });
  const tool = (name: string, handler: Parameters<typeof agentTool>[1]['handler'], idempotent = true) =>
    agentTool(name, { description: 'Test.', parameters, handler, idempotent, timeout: 5_000 });
  const ask = (asked: ReturnType<typeof tool>, body: string, idempotencyKey?: string) =>
    answerHttp(asked, { body, idempotencyKey }, world.services());

  it.each([
    ['an object', { sunny: true }, { sunny: true }],
    ['a list', [1], [1]],
    ['a text', 'sunny', 'sunny'],
    ['a text that only begins like JSON', '{sunny', '{sunny'],
    ['nothing', undefined, 'Done.'],
  ])('answers 200 with %s as JSON', async (_, result, value) => {
    expect(
      await ask(
        tool('result', () => result),
        '{"city":"Seoul"}',
      ),
    ).toEqual({ status: 200, body: { value } });
  });

  it('takes no body for no arguments', async () => {
    expect(
      await ask(
        tool('empty', () => 'ok'),
        '',
      ),
    ).toMatchObject({ status: 200 });
  });

  it.each([
    ['no JSON', '{', 400, 'invalid_json'],
    ['no object', '[1]', 400, 'invalid_arguments'],
    ['a wrong argument', '{"city":7}', 400, 'invalid_arguments'],
  ])('answers %s with 400', async (_, body, status, code) => {
    const answer = await ask(
      tool('strict', () => 'ok'),
      body,
    );
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.stringMatching(/./) } } });
  });

  it('answers 422 in the words of a refusal', async () => {
    const refusing = tool('refusing', () => {
      throw new TerminalError('No such city.');
    });
    expect(await ask(refusing, '{}')).toEqual({
      status: 422,
      body: { error: { code: 'refused', message: 'No such city.' } },
    });
  });

  it('answers 503 and when to try again after a retryable error', async () => {
    const busy = tool('busy', () => {
      throw new RetryableError('db-7 is down', 2_500);
    });
    const answer = await ask(busy, '{}');
    expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '3' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/db-7/);
  });

  it('keeps the internals of an unexpected error to itself', async () => {
    const broken = tool('broken', () => Promise.reject(new Error('db-7')), false);
    const answer = await ask(broken, '{}');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toMatch(/db-7/);
  });

  it('carries calls with one Idempotency-Key out once, also at the same time, and repeats status and answer', async () => {
    let effects = 0;
    const paying = tool(
      'paying',
      async () => {
        await sleep(100);
        effects += 1;
        throw new TerminalError('Card refused.');
      },
      false,
    );
    const answers = await Promise.all([1, 2, 3].map(() => ask(paying, '{}', 'key')));
    expect(effects).toBe(1);
    expect(answers).toEqual(
      Array(3).fill({ status: 422, body: { error: { code: 'refused', message: 'Card refused.' } } }),
    );
    await ask(paying, '{}', 'another key');
    await ask(paying, '{}');
    await ask(paying, '{}');
    expect(effects).toBe(4);
  });

  it('returns 409 when the Idempotency-Key was used with other arguments, and runs nothing', async () => {
    let runs = 0;
    const refund = tool('refund_once', () => ++runs, false);
    expect(await ask(refund, '{"city":"Seoul"}', 'key-9')).toMatchObject({ status: 200, body: { value: '1' } });
    expect(await ask(refund, '{"city":"Oslo"}', 'key-9')).toMatchObject({
      status: 409,
      body: { error: { code: 'key_reused', message: expect.stringMatching(/key of its own/) } },
    });
    expect(await ask(refund, '{ "city" : "Seoul" }', 'key-9')).toMatchObject({ status: 200 });
    expect(runs).toBe(1);
  });

  it.each(['', 'x'.repeat(256)])('rejects an Idempotency-Key of the wrong length', async (key) => {
    expect(
      await ask(
        tool('keyed', () => 'ok'),
        '{}',
        key,
      ),
    ).toMatchObject({ status: 400 });
  });
});
