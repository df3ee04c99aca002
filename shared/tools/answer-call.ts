import { sendMessage } from '../azure/storage/send-message.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { traceExecution, traceMessage, traceReply } from '../azure/telemetry/tool-telemetry.ts';
import { RetryableError } from '../core/errors.ts';
import { valuesIn } from '../core/logging/redact.ts';
import { redactingLog } from '../core/logging/redacting-log.ts';
import type { AgentTool, Log } from './agent-tool.ts';
import { type Attempt, attempt, crashed, gaveUp, tooLate, unclear } from './attempt.ts';
import { type CallTimings, callBudget, pauseAfter } from './call-budget.ts';
import { CALLS_TABLE, CallLedger, type Outcome } from './call-ledger.ts';
import { deadLetter } from './dead-letter.ts';
import { fitAnswer } from './fit-answer.ts';
import { lockMessage, type MessageReceipt } from './message-lock.ts';
import { answerMessage, argumentsIn, type Call, readMessage } from './messages.ts';
import { type OnceResult, runOnce } from './run-once.ts';

/**
 * Answers an agent's call, one message of a tool's input queue: checks the arguments, carries the call out, sends the answer.
 * @throws RetryableError when the queue shall deliver the message again; never on the last delivery the host allows
 */
export async function answerCall(tool: AgentTool, delivery: Delivery, services: CallServices): Promise<void> {
  await traceMessage(delivery, () =>
    serveMessage(tool, delivery, services, (call) =>
      traceExecution(
        { tool: tool.name, id: call.correlationId, channel: 'queue' },
        ({ outcome }) => outcome.kind,
        () => executeCall(tool, call, delivery, services),
      ),
    ),
  );
}

async function executeCall(
  tool: AgentTool,
  { message, correlationId }: Call,
  delivery: Delivery,
  { storage, log: outer, maxDequeueCount, timings }: CallServices,
): Promise<CallResult> {
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

  const carried: OnceResult = tool.idempotent
    ? { attempt: await run(budget.timeLeft()) }
    : await runOnce({ tool: tool.name, correlationId }, run, budget.timeLeft(), {
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

/** Time to learn how a call ended that another delivery still carries out. */
const OTHER_DELIVERY_TIMEOUT_MS = 10_000;

/**
 * Answers a call whose message the host has given up: its process died in every attempt, or the answer could not be sent. Nothing
 * is tried again here; a tool that is not idempotent has its recorded outcome sent, if it has one.
 */
export async function answerPoison(tool: AgentTool, delivery: Delivery, services: CallServices): Promise<void> {
  const lastWord = async ({ correlationId }: Call): Promise<CallResult> => {
    if (tool.idempotent) return { outcome: crashed(tool) };
    const ledger = new CallLedger(services.storage.table(CALLS_TABLE));
    // The last word goes the way of every outcome: written down, it holds for each further delivery of the call, too.
    const carried = await runOnce(
      { tool: tool.name, correlationId },
      async () => crashed(tool),
      OTHER_DELIVERY_TIMEOUT_MS,
      {
        ...services,
        ledger,
      },
    );
    const { attempt } = carried;
    return { ...carried, outcome: attempt.kind === 'retry' ? crashed(tool) : attempt };
  };
  await traceMessage(delivery, () => serveMessage(tool, delivery, services, lastWord));
}

/** One delivery of a message, as the queue trigger gives it. */
export interface Delivery extends MessageReceipt {
  readonly queue: string;
  readonly body: unknown;
  /** How often the queue has delivered it, this time included. */
  readonly dequeueCount: number;
  readonly insertedAt: Date;
}

export interface CallServices {
  readonly storage: Storage;
  readonly log: Log;
  /** Deliveries after which the host gives a message up: host.json, `extensions.queues.maxDequeueCount`. */
  readonly maxDequeueCount: number;
  readonly timings: CallTimings;
}

/** How a call ended, and how to write that down, which never rejects. */
interface CallResult {
  readonly outcome: Outcome;
  readonly record?: (outcome: Outcome) => Promise<void>;
}

/**
 * Serves one message of a tool's queue: `carryOut` ends the call in it, and the answer is sent. A message that nobody can answer
 * becomes a dead letter. The message leaves the queue last, so that a crash at any step brings it back.
 * @throws what `carryOut` or storage threw; the queue then delivers the message again
 */
async function serveMessage(
  tool: AgentTool,
  delivery: Delivery,
  services: CallServices,
  carryOut: (call: Call) => Promise<CallResult>,
): Promise<void> {
  const { storage, log, timings } = services;
  const lock = lockMessage(storage.queue(delivery.queue), delivery, timings, log);
  try {
    const call = readMessage(delivery.body);
    if ('unreadable' in call) await keepDeadLetter(tool, delivery, call.unreadable, services);
    else await sendAnswer(tool, call, await carryOut(call), services);
  } catch (error) {
    await lock.release(error instanceof RetryableError ? error.retryAfter : pauseAfter(delivery.dequeueCount, timings));
    throw error;
  }
  await lock.finish();
}

async function sendAnswer(tool: AgentTool, { correlationId }: Call, ended: CallResult, { storage, log }: CallServices) {
  const { kind, text } = ended.outcome;
  const fitting = await fitAnswer(tool, correlationId, text, { storage, log });
  // At the same time, for the agent waits; and both to their end, so that a message that comes back finds the outcome.
  const recording = ended.record?.({ kind, text: fitting });
  try {
    await traceReply(tool.queues.output, () =>
      sendMessage(storage.queue(tool.queues.output), answerMessage(fitting, correlationId)),
    );
  } finally {
    await recording;
  }
  log.info(`${tool.name} ${correlationId}: ${kind}.`);
}

async function keepDeadLetter(tool: AgentTool, delivery: Delivery, reason: string, { storage, log }: CallServices) {
  const { queue, messageId, dequeueCount, body } = delivery;
  log.error(
    `${tool.name}: message ${messageId} in ${queue} cannot be answered, ${reason}. It is kept as a dead letter.`,
  );
  await deadLetter(storage, { reason, tool: tool.name, queue, messageId, dequeueCount, body });
}
