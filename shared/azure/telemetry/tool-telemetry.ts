import { SpanKind } from '@opentelemetry/api';
import { instruments } from './instruments.ts';
import { inSpan, markFailed } from './spans.ts';

/** The way in which a call arrived. */
export type Channel = 'queue' | 'http' | 'mcp';

/** One message of a tool's queue, from its delivery to its end. */
export interface DeliveredMessage {
  readonly queue: string;
  readonly messageId: string;
  readonly dequeueCount: number;
  readonly insertedAt: Date;
}

const SYSTEM = { 'messaging.system': 'azure_queue_storage' };

/** Serves a message within a span. How long it lay in the queue is counted with its first delivery. */
export function traceMessage(message: DeliveredMessage, work: () => Promise<void>): Promise<void> {
  const { queue, messageId, dequeueCount, insertedAt } = message;
  const wait = Math.max(0, Date.now() - insertedAt.getTime()) / 1000;
  const where = { ...SYSTEM, 'messaging.destination.name': queue };
  if (dequeueCount === 1) instruments().queueWait.record(wait, where);
  const attributes = {
    ...where,
    'messaging.operation.type': 'process',
    'messaging.message.id': messageId,
    'foundry_functions.queue.wait': wait,
    'foundry_functions.queue.dequeue_count': dequeueCount,
  };
  return inSpan(`process ${queue}`, { kind: SpanKind.CONSUMER, attributes }, work);
}

/** Sends the reply to a call within a span. */
export function traceReply(queue: string, work: () => Promise<void>): Promise<void> {
  const attributes = { ...SYSTEM, 'messaging.destination.name': queue, 'messaging.operation.type': 'send' };
  return inSpan(`send ${queue}`, { kind: SpanKind.PRODUCER, attributes }, work);
}

/** Outcomes that are faults of ours and not answers. */
const FAULTS: readonly string[] = ['retry', 'unclear'];

/**
 * Carries a call out within a span as the GenAI semantic conventions name it, and measures it. `outcomeOf` says how it ended: `done`,
 * `refused`, `retry`, `unclear`.
 */
export async function traceExecution<T>(
  call: { readonly tool: string; readonly id: string; readonly channel: Channel },
  outcomeOf: (result: T) => string,
  work: () => Promise<T>,
): Promise<T> {
  const begun = performance.now();
  const name = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': call.tool };
  const attributes = {
    ...name,
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.call.id': call.id,
    'foundry_functions.tool.channel': call.channel,
  };
  let outcome = 'retry';
  try {
    return await inSpan(`execute_tool ${call.tool}`, { attributes }, async (span) => {
      const result = await work();
      outcome = outcomeOf(result);
      span.setAttribute('foundry_functions.tool.outcome', outcome);
      if (FAULTS.includes(outcome)) markFailed(span, outcome);
      return result;
    });
  } finally {
    const labels = {
      ...name,
      'foundry_functions.tool.outcome': outcome,
      'foundry_functions.tool.channel': call.channel,
    };
    instruments().toolDuration.record((performance.now() - begun) / 1000, labels);
  }
}
