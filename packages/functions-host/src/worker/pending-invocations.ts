import type { InvocationResponse } from './core-types.ts';
import { FunctionFailure } from './failures.ts';
import type { FromWorker } from './protocol.ts';

/** Longest delay of a Node timer in milliseconds (24 days). Longer time-outs are not enforced. */
const LONGEST_TIMER = 2 ** 31 - 1;

interface Pending {
  resolve(response: InvocationResponse): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** Invocations that a worker process has not answered yet. */
export class PendingInvocations {
  readonly #pending = new Map<string, Pending>();

  /** Resolves with the worker's answer. After `timeout` milliseconds it rejects with the error that `onTimeout` returns. */
  add(invocationId: string, timeout: number, onTimeout: () => Error): Promise<InvocationResponse> {
    return new Promise((resolve, reject) => {
      const timer =
        timeout <= LONGEST_TIMER ? setTimeout(() => this.fail(invocationId, onTimeout()), timeout) : undefined;
      this.#pending.set(invocationId, { resolve, reject, timer });
    });
  }

  settle(message: Extract<FromWorker, { kind: 'result' | 'failure' }>): void {
    if (message.kind === 'result') this.#take(message.invocationId)?.resolve(message.response);
    else this.fail(message.invocationId, new FunctionFailure(message.error));
  }

  fail(invocationId: string, error: Error): void {
    this.#take(invocationId)?.reject(error);
  }

  failAll(error: Error): void {
    for (const invocationId of [...this.#pending.keys()]) this.fail(invocationId, error);
  }

  #take(invocationId: string): Pending | undefined {
    const pending = this.#pending.get(invocationId);
    this.#pending.delete(invocationId);
    clearTimeout(pending?.timer);
    return pending;
  }
}
