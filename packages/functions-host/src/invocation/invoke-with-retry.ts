import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../../shared/core/errors.ts';
import type { Log } from '../core/log.ts';
import type { AppFunction, Invocation, InvocationOutcome, Invoke } from '../extension/extension.ts';
import type { RetryPolicy } from './retry-policy.ts';

export interface RetryingFunction {
  /** Invokes the function and retries it by its policy. Rejects with the last failure. */
  invoke(invocation: Invocation): Promise<InvocationOutcome>;
  /** Ends the pauses before retries, so that the failures become final. */
  stop(): void;
}

/** Adds a retry policy to a function. */
export function withRetry(
  fn: AppFunction,
  policy: RetryPolicy | undefined,
  invoke: Invoke,
  log: Log,
): RetryingFunction {
  const stopping = new AbortController();
  return {
    invoke: async (invocation) => {
      if (!policy) return invoke(fn, invocation);
      const { maxRetryCount } = policy;
      const pauses = policy.pauses();
      let attempt = invocation;
      for (let retryCount = 1; ; retryCount++) {
        try {
          return await invoke(fn, attempt);
        } catch (error) {
          const isLast = maxRetryCount !== -1 && retryCount > maxRetryCount;
          if (isLast || (await isStopped(pauses.next()))) throw error;
          log.information(`Retrying ${fn.name}`, { retryCount, maxRetryCount });
          const exception = { message: messageOf(error) };
          attempt = { ...invocation, retryContext: { retryCount, maxRetryCount, exception } };
        }
      }
    },
    stop: () => stopping.abort(),
  };

  function isStopped(pause: number): Promise<boolean> {
    return sleep(pause, false, { signal: stopping.signal }).catch(() => true);
  }
}
