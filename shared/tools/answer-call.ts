import { DeadLetters } from '../azure/queues/dead-letters.ts';
import { lockMessage, type MessageLock } from '../azure/queues/message-lock.ts';
import type { QueueMessage } from '../azure/queues/queue-pump.ts';
import { sendMessage } from '../azure/storage/send-message.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { traceExecution, traceMessage, traceReply } from '../azure/telemetry/tool-telemetry.ts';
import { messageOf, RetryableError } from '../core/errors.ts';
import { valuesIn } from '../core/logging/redact.ts';
import { redactingLog } from '../core/logging/redacting-log.ts';
import type { AgentTool, Log } from './agent-tool.ts';
import { type Attempt, attempt, crashed, gaveUp, tooLate, unclear } from './attempt.ts';
import { type CallTimings, callBudget, pauseAfter } from './call-budget.ts';
import type { CallDelivery, CallHistory } from './call-history.ts';
import { CALLS_TABLE, CallLedger, type Outcome } from './call-ledger.ts';
import { fitAnswer } from './fit-answer.ts';
import { answerMessage, argumentsIn, type Call, readMessage } from './messages.ts';
import { type OnceResult, runOnce } from './run-once.ts';

/** One delivery of a message of a tool's queue. */
export interface Delivery extends QueueMessage {
  readonly queue: string;
}

/** The account that holds the queues of a call and the record of who runs it. */
export interface CallShard {
  readonly number: number;
  readonly storage: Storage;
}

export interface CallServices {
  /** Holds what is not sharded: dead letters, long answers, and what the tools store. */
  readonly storage: Storage;
  /** The data account by default. */
  readonly shard?: CallShard;
  readonly log: Log;
  /** Deliveries after which the host gives a message up: host.json, `extensions.queues.maxDequeueCount`. */
  readonly maxDequeueCount: number;
  readonly timings: CallTimings;
  /** Left out when TOOL_CALL_HISTORY is `off`. */
  readonly history?: CallHistory | undefined;
  readonly invocationId?: string | undefined;
}

/** The outcome of a call, and a function that records it and never rejects. */
interface CallResult {
  readonly outcome: Outcome;
  readonly record?: (outcome: Outcome) => Promise<void>;
  readonly duplicate?: boolean;
}

/** Fields of a delivery that are known so far, for the history. */
type Trace = { -readonly [Field in keyof CallDelivery]?: CallDelivery[Field] };

/**
 * Answers an agent's call, one message of a tool's input queue: checks the arguments, runs the handler, sends the answer.
 * @throws RetryableError when the queue is to deliver the message again; never on the last delivery that the host allows
 */
export async function answerCall(tool: AgentTool, delivery: Delivery, services: CallServices): Promise<void> {
  // Before anything else: until then a process that dies takes the message along for ten minutes.
  const lock = lockOf(delivery, services);
  await traceMessage(delivery, () =>
    serveMessage(tool, delivery, lock, services, (call, trace) =>
      traceExecution(
        { tool: tool.name, id: call.correlationId, channel: 'queue' },
        ({ outcome }) => outcome.kind,
        () => executeCall(tool, call, trace, delivery, services),
      ),
    ),
  );
}

async function executeCall(
  tool: AgentTool,
  { message, correlationId }: Call,
  trace: Trace,
  delivery: Delivery,
  { storage, shard, log: outer, maxDequeueCount, timings, history }: CallServices,
): Promise<CallResult> {
  const { dequeueCount } = delivery;
  const args = argumentsIn(message, tool.messageShape);
  if (history !== undefined) trace.arguments = jsonOf(args);
  const bound = await tool.bind(args);
  const log = redactingLog(outer, { about: correlationId, values: valuesIn(args) });
  if (bound.problem !== undefined) return { outcome: { kind: 'refused', text: bound.problem } };

  const budget = callBudget(delivery, maxDequeueCount, timings);
  const begin = async (timeLeft: number): Promise<Attempt> => {
    if (timeLeft <= 0) return dequeueCount === 1 ? tooLate(tool) : crashed(tool);
    trace.handlerStartedAt = new Date();
    const context = { log, correlationId, attempt: dequeueCount, storage };
    return await attempt(tool, bound, context, timeLeft).finally(() => {
      trace.handlerEndedAt = new Date();
    });
  };
  /** A failure that may not be repeated is final, and recorded like every other outcome. */
  const settle = (ended: Attempt): Attempt => {
    if (ended.kind !== 'retry' || budget.pauseBeforeRetry(ended.pause) !== undefined) return ended;
    return ended.unsure ? unclear(tool, `In the end ${ended.why}.`) : gaveUp(tool, ended.why, dequeueCount);
  };
  const run = async (timeLeft: number) => settle(await begin(timeLeft));

  const result: OnceResult = tool.idempotent
    ? { attempt: await run(budget.timeLeft()) }
    : await runOnce({ tool: tool.name, correlationId }, run, budget.timeLeft(), {
        ledger: new CallLedger((shard?.storage ?? storage).table(CALLS_TABLE)),
        timings,
        log,
      });
  const ended = settle(result.attempt);
  if (ended.kind === 'retry') {
    throw new RetryableError(`${tool.name} ${correlationId}: ${ended.why}.`, budget.pauseBeforeRetry(ended.pause));
  }
  const duplicate = trace.handlerStartedAt === undefined && result.record === undefined && !tool.idempotent;
  return { ...result, outcome: ended, duplicate };
}

/** Milliseconds to wait for the outcome of a call that another delivery still runs. */
const OTHER_DELIVERY_TIMEOUT_MS = 10_000;

/**
 * Answers a call whose message the host has given up: its process died in every attempt, or the answer could not be sent. The handler does
 * not run again. A tool that is not idempotent has its recorded outcome sent, if there is one.
 */
export async function answerPoison(tool: AgentTool, delivery: Delivery, services: CallServices): Promise<void> {
  const giveUp = async ({ correlationId }: Call): Promise<CallResult> => {
    if (tool.idempotent) return { outcome: crashed(tool) };
    const ledger = new CallLedger((services.shard?.storage ?? services.storage).table(CALLS_TABLE));
    // This answer is recorded like every outcome, so that it holds for each further delivery of the call, too.
    const run = async () => crashed(tool);
    const once = { ...services, ledger };
    const result = await runOnce({ tool: tool.name, correlationId }, run, OTHER_DELIVERY_TIMEOUT_MS, once);
    const { attempt } = result;
    return { ...result, outcome: attempt.kind === 'retry' ? crashed(tool) : attempt };
  };
  const lock = lockOf(delivery, services);
  await traceMessage(delivery, () => serveMessage(tool, delivery, lock, services, giveUp));
}

const lockOf = (delivery: Delivery, { storage, shard, timings, log }: CallServices) =>
  lockMessage((shard?.storage ?? storage).queue(delivery.queue), delivery, timings, log);

/**
 * Serves one message of a tool's queue: `run` ends the call in it, and the answer is sent. A message without a call becomes a dead letter.
 * The message leaves the queue last, so that a crash at any step brings it back.
 * @throws what `run` or storage threw; the queue then delivers the message again
 */
async function serveMessage(
  tool: AgentTool,
  delivery: Delivery,
  lock: MessageLock,
  services: CallServices,
  run: (call: Call, trace: Trace) => Promise<CallResult>,
): Promise<void> {
  const { timings, history, invocationId } = services;
  const { dequeueCount, insertedAt } = delivery;
  const trace: Trace = { tool: tool.name, channel: 'queue', attempt: dequeueCount, enqueuedAt: insertedAt };
  const begun = { correlationId: '', takenAt: new Date(), outcome: 'error', invocationId } as const;
  const ended = (outcome: CallDelivery['outcome'], reason?: string) =>
    history?.record(deliveryOf(tool, { ...begun, ...trace, outcome, ...(reason === undefined ? {} : { reason }) }));
  try {
    const call = readMessage(delivery.body);
    if ('unreadable' in call) {
      await keepDeadLetter(tool, delivery, call.unreadable, services);
      ended('unreadable', call.unreadable);
    } else {
      trace.correlationId = call.correlationId;
      const result = await run(call, trace);
      await sendAnswer(tool, call, result, delivery, trace, services);
      ended(result.outcome.kind);
    }
  } catch (error) {
    const isRetry = error instanceof RetryableError;
    await lock.release(isRetry ? error.retryAfter : pauseAfter(dequeueCount, timings));
    ended(isRetry ? 'retry' : 'error', messageOf(error));
    throw error;
  }
  await lock.finish();
}

async function sendAnswer(
  tool: AgentTool,
  { correlationId }: Call,
  { outcome, record, duplicate = false }: CallResult,
  { dequeueCount, queue }: Delivery,
  trace: Trace,
  { storage, shard, log, history }: CallServices,
) {
  const { kind, text } = outcome;
  trace.duplicate = duplicate;
  const isLater = dequeueCount > 1 || queue === tool.queues.poison;
  if (isLater && outcome.byApp && (await history?.isAnswered(tool.name, correlationId, Date.now()))) {
    log.warn(`${tool.name} ${correlationId}: an earlier delivery has answered; "${kind}" is not sent.`);
    await record?.(outcome);
    return;
  }
  const fitting = await fitAnswer(tool, correlationId, text, { storage, log });
  trace.answer = fitting;
  // At the same time, and the answer first, because the agent waits. Both run to their end, so that a message that comes back finds the outcome.
  const sending = traceReply(tool.queues.output, () =>
    sendMessage((shard?.storage ?? storage).queue(tool.queues.output), answerMessage(fitting, correlationId)),
  );
  const recording = record?.({ kind, text: fitting });
  try {
    await sending;
    trace.answeredAt = new Date();
  } finally {
    await recording;
  }
  log.info(`${tool.name} ${correlationId}: ${kind}.`);
}

/** JSON that is nested too deeply cannot be written: its size is unknown then. */
function jsonOf(args: unknown): string | undefined {
  try {
    return JSON.stringify(args);
  } catch {
    return undefined;
  }
}

/** A delivery with the sizes of its content. */
export function deliveryOf(
  tool: AgentTool,
  trace: Trace & Pick<CallDelivery, 'correlationId' | 'takenAt' | 'outcome'>,
): CallDelivery {
  const { arguments: args, answer, enqueuedAt = trace.takenAt, attempt = 1, channel = 'queue' } = trace;
  return {
    ...trace,
    tool: tool.name,
    channel,
    attempt,
    enqueuedAt,
    ...(args === undefined ? {} : { argumentBytes: Buffer.byteLength(args) }),
    ...(answer === undefined ? {} : { answerBytes: Buffer.byteLength(answer) }),
  };
}

/** The alert on dead letters looks for these words: infra/monitoring/alerts/poison-queues.kql. */
async function keepDeadLetter(tool: AgentTool, delivery: Delivery, reason: string, services: CallServices) {
  const { storage, shard, log } = services;
  const { queue, messageId } = delivery;
  log.error(
    `${tool.name}: message ${messageId} in ${queue} cannot be answered, ${reason}. It is kept as a dead letter.`,
  );
  await new DeadLetters(storage).keep({
    ...delivery,
    reason,
    tool: tool.name,
    queue: tool.queues.input,
    shard: shard?.number,
  });
}
