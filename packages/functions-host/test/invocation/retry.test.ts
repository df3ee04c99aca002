import fc from 'fast-check';
import { randomizedBackoff } from '../../src/core/randomized-backoff.ts';
import type { AppFunction, Invocation, InvocationOutcome } from '../../src/extension/extension.ts';
import { withRetry } from '../../src/invocation/invoke-with-retry.ts';
import { retryPolicyOf } from '../../src/invocation/retry-policy.ts';
import type { RetryOptions } from '../../src/worker/core-types.ts';
import { collectLog } from '../support/collect-log.ts';

const functionWith = (retryOptions?: RetryOptions): AppFunction => {
  const trigger = { name: 'trigger', type: 'queueTrigger', direction: 'in' as const };
  const metadata = { name: 'orders', bindings: { trigger }, ...(retryOptions ? { retryOptions } : {}) };
  return { name: 'orders', metadata, trigger };
};
const invocation: Invocation = { input: {}, triggerMetadata: {}, bindingData: {}, reason: 'test' };

/** Runs a function that fails so many times and returns the retry contexts it was called with. */
async function run(retryOptions: RetryOptions | undefined, failures: number) {
  const fn = functionWith(retryOptions);
  const contexts: (Invocation['retryContext'] | undefined)[] = [];
  const invoke = async (_fn: AppFunction, given: Invocation): Promise<InvocationOutcome> => {
    contexts.push(given.retryContext);
    if (contexts.length <= failures) throw new Error(`failure ${contexts.length}`);
    return { invocationId: 'x' } as InvocationOutcome;
  };
  const error = await withRetry(fn, retryPolicyOf(fn, {}), invoke, collectLog().log)
    .invoke(invocation)
    .then(
      () => undefined,
      (thrown: Error) => thrown.message,
    );
  return { contexts, error };
}

const fixed = { retryStrategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { seconds: 0 } };

describe('a function with a retry policy', () => {
  it('is retried until it succeeds, with the count and the last error', async () => {
    const { contexts, error } = await run(fixed, 1);
    expect(error).toBeUndefined();
    expect(contexts).toEqual([undefined, { retryCount: 1, maxRetryCount: 2, exception: { message: 'failure 1' } }]);
  });

  it('fails with its last failure after the last retry', async () => {
    const { contexts, error } = await run(fixed, 10);
    expect(contexts).toHaveLength(3);
    expect(error).toBe('failure 3');
  });

  it('is retried without limit for -1', async () => {
    expect((await run({ ...fixed, maxRetryCount: -1 }, 40)).contexts).toHaveLength(41);
  });

  it('is called once without a policy', async () => {
    expect((await run(undefined, 5)).contexts).toEqual([undefined]);
  });

  it('ends its pause before a retry when the host stops', async () => {
    const fn = functionWith({ ...fixed, delayInterval: { seconds: 3_600 } });
    const failing = withRetry(fn, retryPolicyOf(fn, {}), () => Promise.reject(new Error('failed')), collectLog().log);
    const outcome = failing.invoke(invocation);
    failing.stop();
    await expect(outcome).rejects.toThrow('failed');
  });
});

describe('a retry policy', () => {
  const pauses = (policy: ReturnType<typeof retryPolicyOf>, count: number) => {
    const source = policy?.pauses();
    return Array.from({ length: count }, () => source?.next());
  };

  it('of a function takes precedence over that of host.json', () => {
    const general = { retry: { strategy: 'fixedDelay', maxRetryCount: 9, delayInterval: 5_000 } } as const;
    expect(retryPolicyOf(functionWith(fixed), general)?.maxRetryCount).toBe(2);
    expect(retryPolicyOf(functionWith(), general)?.maxRetryCount).toBe(9);
    expect(pauses(retryPolicyOf(functionWith(), general), 2)).toEqual([5_000, 5_000]);
    expect(retryPolicyOf(functionWith(), {})).toBeUndefined();
  });

  it('with growing pauses starts with the shortest and ends with the longest', () => {
    const growing = retryPolicyOf(
      functionWith({
        retryStrategy: 'exponentialBackoff',
        maxRetryCount: 5,
        minimumInterval: { seconds: 1 },
        maximumInterval: { seconds: 10 },
      }),
      {},
    );
    const [first, ...others] = pauses(growing, 8);
    expect(first).toBe(1_000);
    expect(others.at(-1)).toBe(10_000);
  });

  it('with an unknown strategy is refused by name', () => {
    expect(() => retryPolicyOf(functionWith({ retryStrategy: 'sometimes' }), {})).toThrow('"sometimes" of orders');
  });
});

describe('random backoff', () => {
  it('never shrinks, stays within its bounds and reaches the longest pause', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (minimum, more, random) => {
          const maximum = minimum + more;
          const backoff = randomizedBackoff(minimum, maximum, () => random.next().value);
          const row = Array.from({ length: 40 }, () => backoff.next());
          expect(row[0]).toBe(more === 0 ? maximum : minimum);
          expect(row.at(-1)).toBe(maximum);
          expect([...row].sort((a, b) => a - b)).toEqual(row);
          backoff.reset();
          expect(backoff.next()).toBe(row[0]);
        },
      ),
    );
  });

  it('about doubles', () => {
    const backoff = randomizedBackoff(100, 60_000, () => 0.5);
    expect(Array.from({ length: 5 }, () => backoff.next())).toEqual([100, 200, 300, 500, 900]);
  });
});
