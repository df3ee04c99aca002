import { sendText } from '../azure/storage/send-message.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { replying } from '../azure/telemetry/tool-telemetry.ts';
import { RetryableError } from '../core/errors.ts';
import type { AgentTool } from './agent-tool.ts';
import { answerMessage } from './answer-text.ts';
import type { Outcome } from './call-record.ts';
import { deadLetter } from './dead-letter.ts';
import { fitAnswer } from './fit-answer.ts';
import { lockMessage, type MessageReceipt } from './message-lock.ts';
import { type Call, readMessage } from './read-message.ts';
import { type CallTimings, pauseAfter } from './timings.ts';
import type { Log } from './tool-context.ts';

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
export interface EndedCall {
  readonly outcome: Outcome;
  readonly record?: (outcome: Outcome) => Promise<void>;
}

/**
 * Serves one message of a tool's queue: `carryOut` ends the call in it, and the answer is sent. A message that nobody can answer
 * becomes a dead letter. The message leaves the queue last, so that a crash at any step brings it back.
 * @throws what `carryOut` or storage threw; the queue then delivers the message again
 */
export async function serveMessage(
  tool: AgentTool,
  delivery: Delivery,
  services: CallServices,
  carryOut: (call: Call) => Promise<EndedCall>,
): Promise<void> {
  const { storage, log, timings } = services;
  const lock = lockMessage(storage.queue(delivery.queue), delivery, timings, log);
  try {
    const call = readMessage(delivery.body);
    if ('unreadable' in call) await keep(tool, delivery, call.unreadable, services);
    else await answer(tool, call, await carryOut(call), services);
  } catch (error) {
    await lock.release(error instanceof RetryableError ? error.retryAfter : pauseAfter(delivery.dequeueCount, timings));
    throw error;
  }
  await lock.finish();
}

async function answer(tool: AgentTool, { correlationId }: Call, ended: EndedCall, { storage, log }: CallServices) {
  const { kind, text } = ended.outcome;
  const fitting = await fitAnswer(tool, correlationId, text, { storage, log });
  // At the same time, for the agent waits; and both to their end, so that a message that comes back finds the outcome.
  const recording = ended.record?.({ kind, text: fitting });
  try {
    await replying(tool.queues.output, () =>
      sendText(storage.queue(tool.queues.output), answerMessage(fitting, correlationId)),
    );
  } finally {
    await recording;
  }
  log.info(`${tool.name} ${correlationId}: ${kind}.`);
}

async function keep(tool: AgentTool, delivery: Delivery, reason: string, { storage, log }: CallServices) {
  const { queue, messageId, dequeueCount, body } = delivery;
  log.error(
    `${tool.name}: message ${messageId} in ${queue} cannot be answered, ${reason}. It is kept as a dead letter.`,
  );
  await deadLetter(storage, { reason, tool: tool.name, queue, messageId, dequeueCount, body });
}
