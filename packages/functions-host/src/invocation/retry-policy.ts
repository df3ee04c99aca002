import { IndexingError } from '../core/errors.ts';
import { type Backoff, randomizedBackoff } from '../core/randomized-backoff.ts';
import type { AppFunction } from '../extension/extension.ts';
import type { HostJson } from '../settings/host-json.ts';
import type { RetryOptions } from '../worker/core-types.ts';

/** Retries of a failed invocation before its trigger handles the failure. */
export interface RetryPolicy {
  /** -1 means without limit. */
  readonly maxRetryCount: number;
  /** Returns the pauses of one invocation, in milliseconds. */
  pauses(): Pick<Backoff, 'next'>;
}

/**
 * Returns the function's own policy, else that of host.json, else undefined.
 * @throws IndexingError for an unknown strategy
 */
export function retryPolicyOf(fn: AppFunction, hostJson: Pick<HostJson, 'retry'>): RetryPolicy | undefined {
  const own = fn.metadata.retryOptions;
  if (own) return fromFunction(fn.name, own);
  const general = hostJson.retry;
  if (!general) return undefined;
  return general.strategy === 'fixedDelay'
    ? fixedDelay(general.maxRetryCount, general.delayInterval)
    : exponentialBackoff(general.maxRetryCount, general.minimumInterval, general.maximumInterval);
}

function fromFunction(name: string, options: RetryOptions): RetryPolicy {
  const { maxRetryCount = 0, retryStrategy } = options;
  const milliseconds = (interval: RetryOptions['delayInterval']) =>
    Number(interval?.seconds ?? 0) * 1_000 + Number(interval?.nanos ?? 0) / 1e6;
  switch (retryStrategy) {
    case 'fixedDelay':
      return fixedDelay(maxRetryCount, milliseconds(options.delayInterval));
    case 'exponentialBackoff':
      return exponentialBackoff(
        maxRetryCount,
        milliseconds(options.minimumInterval),
        milliseconds(options.maximumInterval),
      );
    default:
      throw new IndexingError(
        `The retry strategy "${retryStrategy}" of ${name} is unknown. Use "fixedDelay" or "exponentialBackoff".`,
      );
  }
}

function fixedDelay(maxRetryCount: number, delay: number): RetryPolicy {
  return { maxRetryCount, pauses: () => ({ next: () => delay }) };
}

function exponentialBackoff(maxRetryCount: number, minimum: number, maximum: number): RetryPolicy {
  return { maxRetryCount, pauses: () => randomizedBackoff(minimum, maximum) };
}
