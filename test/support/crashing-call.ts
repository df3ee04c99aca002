import type { Storage } from '../../shared/azure/storage/storage.ts';
import { requestRefund } from '../fixture-app/tools/request-refund.ts';
import { ToolHarness } from './tool-harness.ts';

/**
 * Run as a process of its own: takes one refund call off the queue and dies of SIGKILL at a given request to storage, before it is
 * sent or after it is answered. `node crashing-call.ts CONNECTION TARGET METHOD before|after`
 */
const [connection = '', target = '', method = '', moment = ''] = process.argv.slice(2);

const world = new ToolHarness(connection);
await world.deliver(requestRefund, { storage: deadly(world.storage) });

function deadly(storage: Storage): Storage {
  return {
    ...storage,
    queue: (name) => wrapped(name, storage.queue(name)),
    table: (name) => wrapped(name, storage.table(name)),
  };
}

function wrapped<Client extends object>(name: string, client: Client): Client {
  if (name !== target) return client;
  return new Proxy(client, {
    get: (inner, property) => {
      const original: unknown = Reflect.get(inner, property);
      if (typeof original !== 'function') return original;
      if (property !== method) return original.bind(inner);
      return async (...args: unknown[]) => {
        // The lock on the message is a request of its own, begun before: here it has been answered.
        await new Promise((resolve) => setTimeout(resolve, 100));
        if (moment === 'after') await original.apply(inner, args);
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => {});
      };
    },
  });
}
