import { z } from 'zod';
import { RetryableError } from '../../shared/core/errors.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { CallHistory } from '../../shared/tools/call-history.ts';
import { useToolHarness } from '../support/tool-harness.ts';

/** Deliveries of one call after its process was killed between the answer and the deletion of the message. */
describe('a call that an earlier delivery has answered', () => {
  const world = useToolHarness();
  const history = () => new CallHistory(world.storage, { content: false, log: world.log });

  const tool = (name: string, handler: () => unknown) =>
    agentTool(name, { description: 'Test.', parameters: z.object({}), idempotent: true, handler });

  it('gets no failure from a later delivery that cannot be carried out', async () => {
    let fails = false;
    const lookUp = tool('answered_once', () => {
      if (fails) throw new RetryableError('The database is away.', 0);
      return 'ok';
    });
    const recorded = history();
    const message = { function_args: {}, CorrelationId: 'answered' };
    await world.send(lookUp, message);
    await world.deliver(lookUp, { history: recorded });
    fails = true;
    await world.send(lookUp, message);
    // The message of a killed process comes back until its last delivery, and then goes to the poison queue.
    for (let delivery = 0; delivery < 4; delivery++) await world.deliver(lookUp, { history: recorded });
    await world.storage.queue(lookUp.queues.poison).createIfNotExists();
    await world.storage
      .queue(lookUp.queues.poison)
      .sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
    await world.deliver(lookUp, { from: 'poison', history: recorded });
    expect(await world.answers(lookUp)).toEqual([{ Value: 'ok', CorrelationId: 'answered' }]);
    expect(world.logged.join()).toMatch(/an earlier delivery has answered; "refused" is not sent/);
  });

  it('gets the failure when no delivery has answered it', async () => {
    const lookUp = tool('never_answered', () => {
      throw new RetryableError('The database is away.', 0);
    });
    await world.call(lookUp, {}, 'unanswered');
    for (let delivery = 0; delivery < 4; delivery++) await world.deliver(lookUp, { history: history() });
    expect(await world.answers(lookUp)).toEqual([
      { Value: expect.stringMatching(/could not be carried out/), CorrelationId: 'unanswered' },
    ]);
  });

  it('is written to the history together with other calls, outside the path of the answer', async () => {
    const lookUp = tool('many_at_once', () => 'ok');
    const recorded = history();
    for (let at = 0; at < 30; at++) await world.call(lookUp, {}, `many-${at}`);
    const submit = jest.spyOn(world.storage.table('ToolCallHistory'), 'submitTransaction');
    await Promise.all(Array.from({ length: 30 }, () => world.deliver(lookUp, { history: recorded })));
    await recorded.flush();
    expect((await recorded.list({ tool: 'many_at_once', limit: 100 })).items).toHaveLength(30);
    expect(submit.mock.calls.length).toBeLessThan(30);
  });
});
