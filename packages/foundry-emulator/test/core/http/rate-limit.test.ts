import { ApiError } from '../../../src/core/http/api-error.ts';
import { RateLimit } from '../../../src/core/http/rate-limit.ts';

let now = 0;
const limit = (count: number, windowMs: number) => new RateLimit(count, windowMs, 'Too many.', () => now);
beforeEach(() => {
  now = 0;
});

it('lets a burst through, then says how long the next must wait, and lets it through after that', () => {
  const rate = limit(2, 1000);
  rate.take();
  rate.take();
  const refused = refusalOf(rate);
  expect(refused).toMatchObject({ status: 429, details: { headers: { 'retry-after': '1', 'retry-after-ms': '500' } } });
  now = 500;
  rate.take();
  expect(refusalOf(rate)?.status).toBe(429);
});

it('saves up no more than its limit', () => {
  const rate = limit(2, 1000);
  now = 60_000;
  rate.take();
  rate.take();
  expect(refusalOf(rate)?.status).toBe(429);
});

it('can be off', () => {
  const rate = limit(Number.POSITIVE_INFINITY, 1000);
  for (let each = 0; each < 1000; each++) rate.take();
});

function refusalOf(rate: RateLimit): ApiError | undefined {
  try {
    rate.take();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
