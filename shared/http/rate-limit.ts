import { RequestError } from '../core/request-error.ts';

/** Lets each caller make so many requests. */
export interface RateLimit {
  /** Counts one request. @throws RequestError 429, with the seconds after which there is room again */
  take(caller: string): void;
}

/** Callers that are remembered at most: who invents names must not fill the memory. */
const MOST_CALLERS = 10_000;

/**
 * `perMinute` requests for each caller: all at once or one after the other, and then as many as time gives back. Counted in this
 * process alone: an app of three instances lets through up to three times as many.
 */
export function rateLimit(perMinute: number, now: () => number = Date.now): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take: (caller) => {
      const known = buckets.get(caller);
      const time = now();
      const left = known ? Math.min(perMinute, known.left + ((time - known.at) * perMinute) / 60_000) : perMinute;
      // Written anew, the ones asked for last stand at the end: the first is who was silent longest.
      buckets.delete(caller);
      buckets.set(caller, { left: left < 1 ? left : left - 1, at: time });
      if (buckets.size > MOST_CALLERS) buckets.delete(buckets.keys().next().value ?? caller);
      if (left >= 1) return;
      const seconds = Math.max(1, Math.ceil(((1 - left) * 60) / perMinute));
      throw new RequestError('too_many_requests', `More than ${perMinute} requests in a minute.`, {
        status: 429,
        headers: { 'retry-after': `${seconds}` },
      });
    },
  };
}
