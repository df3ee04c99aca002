import { executing, serving } from '../azure/telemetry/tool-telemetry.ts';
import { RetryableError } from '../core/errors.ts';
import { valuesIn } from '../core/logging/redact.ts';
import { redactingLog } from '../core/logging/redacting-log.ts';
import type { AgentTool } from './agent-tool.ts';
import { type Attempt, attempt } from './attempt.ts';
import { callBudget } from './call-budget.ts';
import { CALLS_TABLE, CallLedger } from './call-ledger.ts';
import { type CarriedOut, carryOutOnce } from './carry-out-once.ts';
import { crashed, gaveUp, tooLate, unclear } from './last-words.ts';
import { argumentsIn } from './message-shape.ts';
import type { Call } from './read-message.ts';
import { type CallServices, type Delivery, type EndedCall, serveMessage } from './serve-message.ts';

/**
 * Answers an agent's call, one message of a tool's input queue: checks the arguments, carries the call out, sends the answer.
 * @throws RetryableError when the queue shall deliver the message again; never on the last delivery the host allows
 */
export async function answerCall(tool: AgentTool, delivery: Delivery, services: CallServices): Promise<void> {
  await serving(delivery, () =>
    serveMessage(tool, delivery, services, (call) =>
      executing(
        { tool: tool.name, id: call.correlationId, channel: 'queue' },
        ({ outcome }) => outcome.kind,
        () => carryOut(tool, call, delivery, services),
      ),
    ),
  );
}

async function carryOut(
  tool: AgentTool,
  { message, correlationId }: Call,
  delivery: Delivery,
  { storage, log: outer, maxDequeueCount, timings }: CallServices,
): Promise<EndedCall> {
  const { dequeueCount } = delivery;
  const args = argumentsIn(message, tool.messageShape);
  const bound = await tool.bind(args);
  const log = redactingLog(outer, { about: correlationId, values: valuesIn(args) });
  if (bound.problem !== undefined) return { outcome: { kind: 'refused', text: bound.problem } };

  const budget = callBudget(delivery, maxDequeueCount, timings);
  const begin = async (timeLeft: number): Promise<Attempt> => {
    if (timeLeft <= 0) return dequeueCount === 1 ? tooLate(tool) : crashed(tool);
    return await attempt(tool, bound, { log, correlationId, attempt: dequeueCount, storage }, timeLeft);
  };
  /** A failure that may not be repeated is final, and then written down like every other outcome. */
  const settle = (ended: Attempt): Attempt => {
    if (ended.kind !== 'retry' || budget.pauseBeforeRetry(ended.pause) !== undefined) return ended;
    return ended.unsure ? unclear(tool, `In the end ${ended.why}.`) : gaveUp(tool, ended.why, dequeueCount);
  };
  const run = async (timeLeft: number) => settle(await begin(timeLeft));

  const carried: CarriedOut = tool.idempotent
    ? { attempt: await run(budget.timeLeft()) }
    : await carryOutOnce({ tool: tool.name, correlationId }, run, budget.timeLeft(), {
        ledger: new CallLedger(storage.table(CALLS_TABLE)),
        timings,
        log,
      });
  const ended = settle(carried.attempt);
  if (ended.kind === 'retry') {
    throw new RetryableError(`${tool.name} ${correlationId}: ${ended.why}.`, budget.pauseBeforeRetry(ended.pause));
  }
  return { ...carried, outcome: ended };
}
