import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs `work` under a deadline. Every request that the clients of this app send from within `work` ends when the signal fires, whatever
 * retries are left. Nested deadlines combine: the earliest one counts.
 *
 * @param deadline Fires when the caller has no time left: a signal, or milliseconds from now.
 * @example
 * await withDeadline(20_000, () => ledger.claim(callId));
 */
export function withDeadline<T>(deadline: AbortSignal | number, work: () => T): T {
  const signal = typeof deadline === 'number' ? AbortSignal.timeout(Math.max(0, deadline)) : deadline;
  const outer = current.getStore();
  return current.run(outer === undefined ? signal : AbortSignal.any([outer, signal]), work);
}

/** The signal of the innermost `withDeadline`, or undefined when the caller has no deadline. */
export const deadlineSignal = (): AbortSignal | undefined => current.getStore();
