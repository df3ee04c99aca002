import { TerminalError } from '../core/errors.ts';

/** Bytes of a body where a route does not say otherwise. Ours: a tool's arguments on a queue are at most 48 KiB. */
export const MAX_BODY_BYTES = 262_144;

/** Milliseconds for a body to arrive. Ours; Azure's front end waits longer. */
export const BODY_TIME_MS = 10_000;

/** Milliseconds for the work of a route that does not say otherwise. Ours; Azure's load balancer cuts a request off after 230 s. */
export const TIME_LIMIT_MS = 60_000;

const CALLS_PER_MINUTE = 600;

/** Reads HTTP_CALLS_PER_MINUTE: requests one caller may make in a minute, for each instance. @throws TerminalError */
export function callsPerMinute(env: NodeJS.ProcessEnv): number {
  const text = env.HTTP_CALLS_PER_MINUTE;
  if (!text) return CALLS_PER_MINUTE;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TerminalError(`HTTP_CALLS_PER_MINUTE is "${text}". Set it to a whole number from 1, such as 600.`);
}
