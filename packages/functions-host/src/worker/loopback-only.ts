import { Server } from 'node:net';

/**
 * Runs a task in which servers without an address listen on loopback. The package's own server for streamed requests
 * would otherwise listen on all interfaces.
 */
export async function onLoopback<T>(task: () => T | Promise<T>): Promise<T> {
  const listen = Server.prototype.listen;
  const onLoopbackOnly = function (this: Server, ...args: unknown[]): unknown {
    const [first, second] = args;
    if (typeof first === 'function') return Reflect.apply(listen, this, [0, '127.0.0.1', first]);
    if (typeof first === 'number' && typeof second !== 'string') {
      return Reflect.apply(listen, this, [first, '127.0.0.1', ...args.slice(1)]);
    }
    return Reflect.apply(listen, this, args);
  };
  Object.assign(Server.prototype, { listen: onLoopbackOnly });
  try {
    return await task();
  } finally {
    Server.prototype.listen = listen;
  }
}
