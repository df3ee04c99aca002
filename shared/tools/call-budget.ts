import type { LockTimings } from '../azure/queues/message-lock.ts';
import { AGENT_RUN_LIFETIME_MS } from '../core/limits.ts';

/** One attempt's time when the tool says nothing: several attempts and their pauses fit into an agent's run. */
export const DEFAULT_TOOL_TIMEOUT_MS = 60_000;

/** Kept back at the end of an agent's run, so that our last word still travels through the queue. */
const ANSWER_MARGIN_MS = 30_000;

/** The most a tool may ask for: a run's life without the margin at its end, and as much again for waiting in the queue. */
export const MAX_TOOL_TIMEOUT_MS = AGENT_RUN_LIFETIME_MS - 2 * ANSWER_MARGIN_MS;

/** Pauses and waits of a call, in milliseconds. Tests shorten them. */
export interface CallTimings extends LockTimings {
  /** Pause before the second attempt; doubles with each further one. */
  readonly retryPause: number;
  /** First and longest pause between two looks at a call that another delivery carries out. */
  readonly watch: readonly [first: number, longest: number];
}

export const CALL_TIMINGS: CallTimings = {
  lock: 60_000,
  renewal: 20_000,
  grace: 10,
  retryPause: 2_000,
  watch: [100, 2_000],
};

/** The pause after so many deliveries, in milliseconds. No longer than the lock, however often a message has come. */
export function pauseAfter(deliveries: number, { retryPause, lock }: CallTimings): number {
  return Math.min(lock, retryPause * 2 ** (deliveries - 1));
}

/** How long a recorded outcome can still answer a late duplicate: as long as storage keeps a message by default. */
export const OUTCOME_RETENTION_MS = 7 * 24 * 3_600_000;

/** What a call may still take: the agent's run ends at a known time, and the host gives up after a known number of deliveries. */
interface CallBudget {
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
