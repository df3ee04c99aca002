import type { Reply } from './queue-message.ts';

/** Finished calls that are remembered, to tell late replies from unknown ones. */
const REMEMBERED_CALLS = 1_000;

interface Waiting {
  resolve(value: string): void;
  reject(error: Error): void;
}

/** Calls that wait for replies of one queue, by CorrelationId. */
export class WaitingCalls {
  readonly #queueName: string;
  readonly #waiting = new Map<string, Waiting>();
  readonly #over = new Set<string>();

  constructor(queueName: string) {
    this.#queueName = queueName;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves with the Value for a CorrelationId, or rejects with the signal's reason. */
  add(correlationId: string, signal: AbortSignal): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const leave = () => {
      this.#end(correlationId);
      reject(signal.reason);
    };
    this.#waiting.set(correlationId, { resolve, reject });
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', leave));
  }

  /** Passes a reply to the waiting call, or returns why there is none. */
  settle(reply: Reply): 'awaited' | 'late' | 'unknown' | 'malformed' {
    const { correlationId } = reply;
    if (correlationId === undefined) return 'malformed';
    const call = this.#waiting.get(correlationId);
    if (!call) return this.#over.has(correlationId) ? 'late' : 'unknown';
    this.#end(correlationId);
    if ('value' in reply) call.resolve(reply.value);
    else {
      const which = `The reply on output queue "${this.#queueName}" for CorrelationId ${correlationId}`;
      call.reject(new Error(`${which} cannot be used: ${reply.fault}.`));
    }
    return 'awaited';
  }

  failAll(error: Error): void {
    for (const [correlationId, call] of this.#waiting) {
      this.#end(correlationId);
      call.reject(error);
    }
  }

  #end(correlationId: string): void {
    this.#waiting.delete(correlationId);
    this.#over.add(correlationId);
    if (this.#over.size <= REMEMBERED_CALLS) return;
    const [oldest] = this.#over;
    if (oldest !== undefined) this.#over.delete(oldest);
  }
}
