import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Storage } from '../../shared/azure/storage/storage.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { QUICK, useToolHarness } from '../support/tool-harness.ts';

/** docs/tools.md names these numbers as what a call costs. */
describe("the storage requests of a call that goes well, beside the host's own get and delete", () => {
  const world = useToolHarness();

  /** The grace decides whether a call is quick, not the speed of the machine. */
  const requestsOf = async (idempotent: boolean, duration: number) => {
    const timings = { ...QUICK, grace: duration > 0 ? 0 : 60_000 };
    const handler = () => (duration > 0 ? sleep(duration, 'ok') : 'ok');
    const name = `count_${idempotent ? 'i' : 'n'}${duration}`;
    const tool = agentTool(name, { description: 'Test.', parameters: z.object({}), idempotent, handler });
    // Once before, so that queues, tables and connections are there.
    await world.call(tool, {}, 'first');
    await world.deliver(tool);
    const requests: string[] = [];
    await world.call(tool, {}, 'counted');
    expect(await world.deliver(tool, { timings, storage: counting(world.storage, requests) })).toBe('done');
    return requests.toSorted();
  };

  it('are the answer, for a quick call of an idempotent tool', async () => {
    expect(await requestsOf(true, 0)).toEqual(['sendMessage']);
  });

  it('are the answer, the claim and the outcome, for a tool that is not', async () => {
    expect(await requestsOf(false, 0)).toEqual(['createEntity', 'sendMessage', 'updateEntity']);
  });

  it('are two more when the call takes longer: the message is taken over, and deleted by us', async () => {
    expect(await requestsOf(true, 100)).toEqual(['deleteMessage', 'sendMessage', 'updateMessage']);
  });
});

function counting(storage: Storage, requests: string[]): Storage {
  const counted = <Client extends object>(client: Client) =>
    new Proxy(client, {
      get: (target, property) => {
        const original: unknown = Reflect.get(target, property);
        if (typeof original !== 'function') return original;
        return (...args: unknown[]) => {
          requests.push(String(property));
          return original.apply(target, args) as unknown;
        };
      },
    });
  return { ...storage, queue: (name) => counted(storage.queue(name)), table: (name) => counted(storage.table(name)) };
}
