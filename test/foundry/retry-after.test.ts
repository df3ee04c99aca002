import fc from 'fast-check';
import { MAX_RETRY_AFTER_MS, retryAfterOf } from '../../shared/foundry/retry-after.ts';

const NOW = Date.UTC(2026, 0, 1);
const asked = (headers: Record<string, string>) => retryAfterOf(new Headers(headers), NOW);

describe('the wait an answer asks for', () => {
  it.each([
    [{}, undefined],
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': new Date(NOW + 90_000).toUTCString() }, 90_000],
    [{ 'retry-after': new Date(NOW - 90_000).toUTCString() }, 0],
    // By the clock of the service, which is an hour ahead of ours.
    [{ date: new Date(NOW + 3_600_000).toUTCString(), 'retry-after': new Date(NOW + 3_605_000).toUTCString() }, 5_000],
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'openai-poll-after-ms': '5000' }, 5_000],
    [{ 'retry-after': '2', 'openai-poll-after-ms': '5000' }, 5_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': '999999999' }, MAX_RETRY_AFTER_MS],
  ] as [Record<string, string>, number | undefined][])('%j is %s', (headers, wait) => {
    expect(asked(headers)).toBe(wait);
  });

  it('is a wait that can be kept, or none, whatever the headers say', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        const found = retryAfterOf({ get: (name) => (name === 'retry-after' ? first : second) }, NOW);
        if (found === undefined) return;
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(MAX_RETRY_AFTER_MS);
      }),
    );
  });
});
