import { RateLimit } from '../../packages/foundry-emulator/src/core/http/rate-limit.ts';
import { AdaptiveRateLimiter } from '../../shared/ingestion/sync/adaptive-rate-limiter.ts';

/** Returns the starts within some milliseconds of a caller that is always ready; `refuses` decides the result of each. */
function starts(
  limiter: AdaptiveRateLimiter,
  milliseconds: number,
  refuses: (now: number) => number | undefined = () => undefined,
) {
  const made = { passed: 0, refused: 0 };
  for (let now = 0; now < milliseconds; ) {
    now += limiter.wait(now);
    limiter.reserve(now);
    const asked = refuses(now);
    if (asked === undefined) made.passed++;
    else {
      made.refused++;
      limiter.refused(now, asked);
    }
  }
  return made;
}

describe('a pace', () => {
  it('is even, and uses all of the limit', () => {
    const { passed } = starts(new AdaptiveRateLimiter({ perSecond: 30, atOnce: 8 }), 100_000);
    expect(passed).toBeGreaterThanOrEqual(3_000);
    expect(passed).toBeLessThanOrEqual(3_004);
  });

  it('makes up for a short pause of the process, and not for a long one', () => {
    const limiter = new AdaptiveRateLimiter({ perSecond: 100, atOnce: 8 });
    for (let start = 0; start < 100; start++) limiter.reserve(0);
    const atOnce = Array.from({ length: 100 }, () => limiter.reserve(60_000)).filter((wait) => wait === 0);
    expect(atOnce.length).toBeLessThanOrEqual(11);
  });

  it('has no end without a limit', () =>
    expect(new AdaptiveRateLimiter({ perSecond: Infinity, atOnce: 8 }).reserve(0)).toBe(0));

  it('waits after a refusal for as long as was asked, is slower then, and comes back bit by bit', () => {
    const limiter = new AdaptiveRateLimiter({ perSecond: 30, atOnce: 8 });
    limiter.refused(0, 2_000);
    limiter.refused(500, 2_000);
    expect(limiter.wait(500)).toBe(2_000);
    expect(limiter.perSecond).toBe(24);
    limiter.wait(1_500);
    expect(limiter.perSecond).toBeCloseTo(26.25);
    // What was refused is come near to with care.
    limiter.wait(2_000 + 1_500);
    limiter.wait(4_500);
    expect(limiter.perSecond).toBeLessThan(29.6);
    for (let now = 5_000; now < 90_000; now += 1_000) limiter.wait(now);
    expect(limiter.perSecond).toBe(30);
  });

  it.each([20, 5])('finds out that only %i a second are let through, and uses most of that', (allowed) => {
    let now = 0;
    const service = new RateLimit(allowed, 1_000, 'Too many.', () => now);
    const minutes = 3;
    const { passed, refused } = starts(
      new AdaptiveRateLimiter({ perSecond: 30, atOnce: 8 }),
      minutes * 60_000,
      (at) => {
        now = at;
        try {
          service.take();
          return undefined;
        } catch {
          return 500;
        }
      },
    );
    expect(passed / (allowed * minutes * 60)).toBeGreaterThan(0.85);
    expect(refused / passed).toBeLessThan(0.02);
  });
});

describe('how many are under way at once', () => {
  it('grows while all of the room is used, and is halved by trouble', () => {
    const limiter = new AdaptiveRateLimiter({ perSecond: 30, atOnce: 40 });
    for (let done = 0; done < 50; done++) limiter.succeeded(false);
    expect(limiter.atOnce).toBe(16);
    for (let done = 0; done < 2_000; done++) limiter.succeeded(true);
    expect(limiter.atOnce).toBe(40);
    limiter.troubled();
    expect(limiter.atOnce).toBe(20);
    for (let trouble = 0; trouble < 10; trouble++) limiter.troubled();
    expect(limiter.atOnce).toBe(1);
  });
});
