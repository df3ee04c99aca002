import { z } from 'zod';
import type { Storage } from '../../shared/azure/storage/storage.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { useToolHarness } from '../support/tool-harness.ts';

/** docs/tools.md names these numbers as what a call costs. */
describe("the storage requests of a call that goes well, beside the host's own get and delete", () => {
  const world = useToolHarness();

  const requestsOf = async (idempotent: boolean) => {
    const name = `count_${idempotent ? 'i' : 'n'}`;
    const handler = () => 'ok';
    const tool = agentTool(name, { description: 'Test.', parameters: z.object({}), idempotent, handler });
    // Once before, so that queues, tables and connections are there.
    await world.call(tool, {}, 'first');
    await world.deliver(tool);
    const requests: string[] = [];
    await world.call(tool, {}, 'counted');
    expect(await world.deliver(tool, { storage: counting(world.storage, requests) })).toBe('done');
    return requests.toSorted();
  };

  it('are the take-over, the answer and the deletion, for an idempotent tool', async () => {
    expect(await requestsOf(true)).toEqual(['deleteMessage', 'sendMessage', 'updateMessage']);
  });

  it('are also the claim and the outcome, for a tool that is not', async () => {
    expect(await requestsOf(false)).toEqual([
      'createEntity',
      'deleteMessage',
      'sendMessage',
      'updateEntity',
      'updateMessage',
    ]);
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
