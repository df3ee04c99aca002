import type { LockTimings } from '../azure/queues/message-lock.ts';
import { AGENT_RUN_LIFETIME_MS } from '../core/limits.ts';

/** Default time of one attempt, in milliseconds: several attempts and their pauses fit into an agent's run. */
export const DEFAULT_TOOL_TIMEOUT_MS = 60_000;

/** Milliseconds reserved at the end of an agent's run for the answer to travel through the queue. */
const ANSWER_MARGIN_MS = 30_000;

/** Longest time-out of a tool: an agent's run less the margin at its end, and as much for the wait in the queue. */
export const MAX_TOOL_TIMEOUT_MS = AGENT_RUN_LIFETIME_MS - 2 * ANSWER_MARGIN_MS;

/** Pauses and waits of a call, in milliseconds. Tests shorten them. */
export interface CallTimings extends LockTimings {
  /** Pause before the second attempt; doubles with each further one. */
  readonly retryPause: number;
  /** First and longest pause between two checks of a call that another delivery runs. */
  readonly watch: readonly [first: number, longest: number];
}

export const CALL_TIMINGS: CallTimings = {
  lock: 60_000,
  renewal: 20_000,
  retryPause: 2_000,
  watch: [100, 2_000],
};

/** Returns the pause before the next delivery, in milliseconds: doubles with each delivery, at most the lock. */
export function pauseAfter(deliveries: number, { retryPause, lock }: CallTimings): number {
  return Math.min(lock, retryPause * 2 ** (deliveries - 1));
}

/** Milliseconds for which a recorded outcome answers duplicates: the default time to live of a queue message. */
export const OUTCOME_RETENTION_MS = 7 * 24 * 3_600_000;

/** The time and the deliveries that a call has left. */
interface CallBudget {
  /** Milliseconds until an answer would come too late; negative afterwards. */
  timeLeft(): number;
  /** Milliseconds to wait before the next attempt, at least `asked`; undefined when there is no room for another attempt. */
  pauseBeforeRetry(asked?: number): number | undefined;
}

/** An attempt with less time than this is not started. */
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
