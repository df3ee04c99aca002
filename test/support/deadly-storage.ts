import type { Storage } from '../../shared/azure/storage/storage.ts';

/** The request to storage at which a process dies. */
export interface Death {
  /** Queue or table. */
  readonly target: string;
  readonly method: string;
  readonly moment: string;
}

/** Returns storage with which this process dies of SIGKILL at a given request, before it is sent or after it is answered. */
export function deadlyStorage(storage: Storage, death: Death): Storage {
  return {
    ...storage,
    queue: (name) => wrapped(name, storage.queue(name), death),
    table: (name) => wrapped(name, storage.table(name), death),
  };
}

function wrapped<Client extends object>(name: string, client: Client, { target, method, moment }: Death): Client {
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
