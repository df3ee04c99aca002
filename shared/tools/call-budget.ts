import { AGENT_RUN_LIFETIME_MS } from '../core/limits.ts';
import { ANSWER_MARGIN_MS, type CallTimings, pauseAfter } from './timings.ts';

/** What a call may still take: the agent's run ends at a known time, and the host gives up after a known number of deliveries. */
export interface CallBudget {
  /** Milliseconds until an answer would come too late; negative afterwards. */
  timeLeft(): number;
  /** Milliseconds to wait before the next attempt, at least `asked`; undefined when there is no room for another attempt. */
  pauseBeforeRetry(asked?: number): number | undefined;
}

/** An attempt that has less time than this is not worth beginning. */
const SHORTEST_ATTEMPT_MS = 1_000;

export function callBudget(
  { insertedAt, dequeueCount }: { readonly insertedAt: Date; readonly dequeueCount: number },
  maxDequeueCount: number,
  timings: CallTimings,
): CallBudget {
  const end = insertedAt.getTime() + AGENT_RUN_LIFETIME_MS - ANSWER_MARGIN_MS;
  const timeLeft = () => end - Date.now();
  return {
    timeLeft,
    pauseBeforeRetry: (asked = 0) => {
      const pause = Math.max(asked, pauseAfter(dequeueCount, timings));
      const room = dequeueCount < maxDequeueCount && timeLeft() - pause >= SHORTEST_ATTEMPT_MS;
      return room ? pause : undefined;
    },
  };
}
