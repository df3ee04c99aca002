import { withDeadline } from '../core/deadline.ts';
import { RetryableError, TerminalError } from '../core/errors.ts';
import { errorForLog } from '../core/logging/error-for-log.ts';
import type { AgentTool, RunnableCall, ToolContext } from './agent-tool.ts';
import type { Outcome } from './call-ledger.ts';
import { answerText } from './messages.ts';

/**
 * The result of one attempt. `text` and `why` are for the model or the caller and contain no internals.
 * - `done`: the answer. `refused`: the tool gave a reason why the call cannot succeed. A further attempt changes neither.
 * - `retry`: try again after `pause` milliseconds. The attempt had no effect, or repeating it is harmless. `unsure` when another delivery
 *   may have had the effect.
 * - `unclear`: the effect may have taken place, and must not take place twice.
 */
export type Attempt =
  | Outcome
  | { readonly kind: 'retry'; readonly why: string; readonly pause?: number; readonly unsure?: boolean };

const TIME_UP = Symbol('time up');

/** Runs a call until it ends or `timeLeft` milliseconds have passed. Never throws. */
export async function attempt(
  tool: AgentTool,
  call: RunnableCall,
  context: Omit<ToolContext, 'signal'>,
  timeLeft: number,
): Promise<Attempt> {
  const limit = Math.max(1, Math.min(tool.timeout, timeLeft));
  const timer = new AbortController();
  const timeUp = new Promise<typeof TIME_UP>((resolve) => {
    timer.signal.addEventListener('abort', () => resolve(TIME_UP), { once: true });
  });
  const alarm = setTimeout(() => timer.abort(new DOMException(`${tool.name} ran out of time`, 'TimeoutError')), limit);
  try {
    const result = await Promise.race([
      withDeadline(timer.signal, () => run(call, { ...context, signal: timer.signal })),
      timeUp,
    ]);
    return result === TIME_UP ? late(tool, context, limit) : done(tool, context, result);
  } catch (error) {
    // A handler that obeys the signal fails because of it: that is the time-out, whatever it threw.
    return timer.signal.aborted ? late(tool, context, limit) : failed(tool, context, error);
  } finally {
    clearTimeout(alarm);
  }
}

/** Turns a handler that throws before its first await into a rejected promise. */
async function run(call: RunnableCall, context: ToolContext): Promise<unknown> {
  return await call.run(context);
}

type Reporting = Pick<ToolContext, 'log' | 'correlationId'>;

function done(tool: AgentTool, { log, correlationId }: Reporting, result: unknown): Attempt {
  try {
    return { kind: 'done', text: answerText(result) };
  } catch (error) {
    log.error(`${tool.name}: the result of ${correlationId} cannot be written as JSON: ${errorForLog(error)}`);
    return { kind: 'unclear', text: `${tool.name} was carried out, but its result cannot be shown.` };
  }
}

function late(tool: AgentTool, { log, correlationId }: Reporting, limit: number): Attempt {
  const seconds = Math.round(limit / 100) / 10;
  log.warn(`${tool.name}: ${correlationId} did not end within ${seconds} s.`);
  if (tool.idempotent) return { kind: 'retry', why: `it did not end within ${seconds} seconds` };
  return unclear(tool, `It did not end within ${seconds} seconds.`);
}

function failed(tool: AgentTool, { log, correlationId }: Reporting, error: unknown): Attempt {
  if (error instanceof TerminalError) return { kind: 'refused', text: error.message };
  if (error instanceof RetryableError) {
    log.warn(`${tool.name}: ${correlationId} failed for now: ${errorForLog(error)}`);
    return { kind: 'retry', why: 'what it needs is not available at the moment', pause: error.retryAfter };
  }
  // Unexpected: the log gets all of it, the model none of it.
  log.error(`${tool.name}: ${correlationId} failed unexpectedly: ${errorForLog(error)}`);
  if (tool.idempotent) return { kind: 'retry', why: 'it failed for an internal reason' };
  return unclear(tool, 'It failed for an internal reason.');
}

/** The answer for a call whose effect is unknown. */
export function unclear(tool: AgentTool, what: string): Outcome {
  return {
    kind: 'unclear',
    byApp: true,
    text: `${tool.name} may or may not have been carried out. ${what} Do not repeat it before its effect has been checked.`,
  };
}

/** The answer after the last attempt, when every attempt failed without an effect. */
export function gaveUp(tool: AgentTool, why: string, attempts: number): Outcome {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  return {
    kind: 'refused',
    byApp: true,
    text: `${tool.name} could not be carried out: ${why}. It was tried ${times}; try again later.`,
  };
}

/** The answer for a call that was never attempted in time: the agent no longer waits, so an effect now would be unexpected. */
export function tooLate(tool: AgentTool): Outcome {
  return {
    kind: 'refused',
    byApp: true,
    text: `${tool.name} was not carried out: the call waited too long in the queue. Call it again.`,
  };
}

/** The answer when every attempt ended with its process. */
export function crashed(tool: AgentTool): Outcome {
  const what = 'Every attempt was cut off before it could answer.';
  if (!tool.idempotent) return unclear(tool, what);
  return { kind: 'refused', byApp: true, text: `${tool.name} could not be carried out. ${what} Try again later.` };
}
