import type { JsonText } from '../history/history-event.ts';
import type { RetryOptions } from './action.ts';
import type { Future, Routine } from './future.ts';
import type { Ledger } from './ledger.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Longest timer in milliseconds. Longer timers and retry delays consist of several, because a storage queue cannot
 * delay a message for longer.
 */
export const MAX_SHORT_TIMER = 6 * DAY;
export const LONG_TIMER_INTERVAL = 3 * DAY;

export function createTimer(ledger: Ledger, fireAt: number): { id: number; result: Future<unknown> } {
  return ledger.ask(() => ({ kind: 'timer', fireAt }));
}

/** Creates a timer of any length. `started` gets the id of each part, so that the current one can be cancelled. */
export function* waitUntil(ledger: Ledger, fireAt: number, started: (id: number) => void): Routine<void> {
  let next = fireAt - ledger.now > MAX_SHORT_TIMER ? ledger.now + LONG_TIMER_INTERVAL : fireAt;
  for (;;) {
    const { id, result } = createTimer(ledger, next);
    started(id);
    yield result;
    void result.value;
    const remaining = fireAt - ledger.now;
    if (next === fireAt || remaining <= 0) return;
    next = remaining < LONG_TIMER_INTERVAL ? fireAt : ledger.now + LONG_TIMER_INTERVAL;
  }
}

/**
 * Retries as the real extension does: a timer that fires at once follows the last failure, too, and there is none when
 * `retryTimeoutInMilliseconds` ends the attempts, so that the library keeps waiting for it.
 */
export function* withRetry(
  ledger: Ledger,
  options: RetryOptions,
  attempt: () => Future<JsonText | null>,
): Routine<JsonText | null> {
  const first = Math.round(options.firstRetryIntervalInMilliseconds);
  const longest = Math.round(options.maxRetryIntervalInMilliseconds ?? MAX_SHORT_TIMER);
  if (Math.max(first, longest) > MAX_SHORT_TIMER) {
    throw new Error('The Azure Storage provider supports a maximum of 6 days for time-based delays');
  }
  const giveUpAt = ledger.now + (options.retryTimeoutInMilliseconds ?? Number.POSITIVE_INFINITY);
  for (let failures = 0; ; failures++) {
    const result = attempt();
    yield result;
    try {
      return result.value;
    } catch (error) {
      const isLast = failures + 1 >= options.maxNumberOfAttempts;
      const backoff = first * (options.backoffCoefficient ?? 1) ** failures;
      const delay = isLast ? 0 : Math.min(backoff, longest);
      if (!isLast && (ledger.now >= giveUpAt || delay === 0)) throw error;
      yield createTimer(ledger, ledger.now + delay).result;
      if (isLast) throw error;
    }
  }
}
