import { app, InvocationContext } from '@azure/functions';
import { getClient, input } from 'durable-functions';
import * as z from 'zod';
import hostJson from '../../host.json' with { type: 'json' };
import { lockMessage, releaseHeldMessages } from '../../shared/azure/queues/message-lock.ts';
import type { PoisonHandling } from '../../shared/azure/queues/poison-queue.ts';
import { type QueueMessage, QueuePump } from '../../shared/azure/queues/queue-pump.ts';
import { createIfMissing } from '../../shared/azure/storage/create-if-missing.ts';
import { shardConnection } from '../../shared/azure/storage/shards.ts';
import { messageOf } from '../../shared/core/errors.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { CALL_TIMINGS } from '../../shared/tools/call-budget.ts';
import { shardStorage } from '../data-storage.ts';
import { withTelemetry } from '../telemetry/register-telemetry.ts';

/** Messages of one queue that one process works on at once: as many as the host itself would run by default (16 + 16). */
const CONCURRENCY = 32;
/** Milliseconds for which a process that is asked to end lets its messages run. The host kills it two seconds later. */
const LAST_MESSAGES_MS = 3_000;
/** Milliseconds before a message that failed is delivered again: host.json, `extensions.queues.visibilityTimeout`. */
const RETRY_PAUSE_MS = 10_000;

export interface QueueFunctionOptions {
  readonly queue: string;
  /** Shard of the account that holds the queue. Default 0, the data account. */
  readonly shard?: number;
  /** Gives the handler a client of Durable Functions: `getClient(context)`. */
  readonly durable?: boolean;
  /** True when the handler itself removes or releases the message, as the tools do. */
  readonly settlesMessage?: boolean;
  readonly handler: (message: QueueMessage, context: InvocationContext) => Promise<void>;
  /** Handles a message that failed at every delivery. The message also becomes a dead letter. */
  readonly poison?: (context: InvocationContext) => Pick<PoisonHandling, 'describe' | 'handle'>;
  /** Deliveries of a poison message to `poison`. Default 3. */
  readonly poisonAttempts?: number;
}

interface RegisteredQueue {
  readonly queue: string;
  readonly shard: number;
  readonly pump: QueuePump;
  /** Called when the process starts, before the host fetches messages. */
  begin(): void;
  poison(context: InvocationContext): PoisonHandling;
}

/** Every queue that a function of this app reads, for the timer that empties the poison queues. */
export const registeredQueues: RegisteredQueue[] = [];

/**
 * Registers a function that a queue triggers; the only way to. While a message is being processed this process takes further ones itself
 * (queue-pump.ts), and one timer empties the poison queues of all of them (poison-timer.ts).
 */
export function queueFunction(name: string, options: QueueFunctionOptions): void {
  const { queue, shard = 0, durable = false, settlesMessage = false, poison, poisonAttempts = 3 } = options;
  const log = { warn: (line: string) => console.warn(line) };
  const pump = new QueuePump({
    queue: () => shardStorage(shard).queue(queue),
    concurrency: CONCURRENCY,
    hiddenFor: CALL_TIMINGS.lock,
    log,
  });
  if (registeredQueues.length === 0) registerHooks();
  registeredQueues.push({
    queue,
    shard,
    pump,
    begin: () => {
      // Other functions need a client of Durable Functions, which only an invocation has; their callers wait longer than an agent.
      if (settlesMessage && !isDisabled(name, process.env))
        pump.begin((message) => withTelemetry(() => processTaken(message, options, atStart(name))));
      else void warmUp(queue, shard);
    },
    poison: (context) => ({ queue, shard, attempts: poisonAttempts, ...poison?.(context) }),
  });
  app.storageQueue(name, {
    queueName: queue,
    connection: shardConnection(shard),
    ...(durable ? { extraInputs: [input.durableClient()] } : {}),
    handler: (body, context) =>
      pump.during(
        () => processDelivered(messageOfTrigger(body, context), options, context),
        (message) => processTaken(message, options, context),
      ),
  });
}

function registerHooks(): void {
  app.hook.appStart(() => {
    for (const { begin } of registeredQueues) begin();
  });
  app.hook.appTerminate(() => {
    for (const { pump } of registeredQueues) pump.stop();
    return releaseHeldMessages(LAST_MESSAGES_MS);
  });
}

/**
 * Makes the first request for a queue, the slowest (token, connection, code that is compiled), before a message comes: until the app has
 * taken a message over, the host's own lock holds it for ten minutes, and a process that dies takes it along.
 */
async function warmUp(queue: string, shard: number): Promise<void> {
  try {
    await shardStorage(shard).queue(queue).peekMessages();
  } catch {
    // The first message meets the same fault, and reports it.
  }
}

/** The context of messages that are processed without an invocation; its log is the console. */
const atStart = (functionName: string) => new InvocationContext({ functionName, invocationId: 'start' });

/** The setting that disables one function: https://learn.microsoft.com/azure/azure-functions/disable-function. */
function isDisabled(name: string, env: NodeJS.ProcessEnv): boolean {
  const setting = env[`AzureWebJobs.${name}.Disabled`] ?? env[`AzureWebJobs_${name}_Disabled`];
  return setting?.toLowerCase() === 'true' || setting === '1';
}

/** Processes a message that the host delivered. */
async function processDelivered(message: QueueMessage, options: QueueFunctionOptions, context: InvocationContext) {
  // After the last delivery the host moves the message to the poison queue, for which it needs its own receipt.
  const isLast = message.dequeueCount >= maxDequeueCount(process.env);
  if (options.settlesMessage || isLast) await options.handler(message, context);
  else await processLocked(message, options, context);
}

/** Processes a message that the app took itself, with the host's rules: five deliveries, then the poison queue. */
async function processTaken(message: QueueMessage, options: QueueFunctionOptions, context: InvocationContext) {
  const { queue, shard = 0, handler, settlesMessage } = options;
  if (message.dequeueCount > maxDequeueCount(process.env)) {
    const poison = shardStorage(shard).queue(`${queue}-poison`);
    await createIfMissing(
      () => poison.createIfNotExists(),
      () => poison.sendMessage(String(message.body)),
    );
    await shardStorage(shard).queue(queue).deleteMessage(message.messageId, message.popReceipt);
    return;
  }
  if (settlesMessage) await handler(message, context);
  else await processLocked(message, options, context);
}

/** Processes a message under the app's own lock, which expires soon after a crash. @throws what the handler threw */
async function processLocked(
  message: QueueMessage,
  { queue, shard = 0, handler }: QueueFunctionOptions,
  context: InvocationContext,
): Promise<void> {
  const log = redactingLog(context, { about: message.messageId });
  const lock = lockMessage(shardStorage(shard).queue(queue), message, CALL_TIMINGS, log);
  try {
    await handler(message, context);
  } catch (error) {
    await lock.release(RETRY_PAUSE_MS);
    log.error(`Message ${message.messageId} of ${queue} failed: ${messageOf(error)}`);
    throw error;
  }
  await lock.finish();
}

/**
 * Metadata of the trigger. Each value has a default: a function that is run by hand (POST /admin/functions/...) has no message, and the
 * properties of a message in plain JSON, always text, take the place of metadata with the same names.
 */
const metadata = z.object({
  id: z.string().catch(''),
  popReceipt: z.string().catch(''),
  dequeueCount: z.int().min(1).catch(1),
  insertionTime: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .catch(() => new Date()),
});

/** The message behind an invocation. */
export function messageOfTrigger(body: unknown, { triggerMetadata }: Pick<InvocationContext, 'triggerMetadata'>) {
  const { id, popReceipt, dequeueCount, insertionTime } = metadata.parse(triggerMetadata ?? {});
  return { body, messageId: id, popReceipt, dequeueCount, insertedAt: insertionTime } satisfies QueueMessage;
}

/** The client of Durable Functions of an invocation with `durable: true`. */
export const durableClientOf = (context: InvocationContext) => getClient(context);

/** The app setting that overrides host.json, as the Functions host reads it. */
const OVERRIDE = 'AzureFunctionsJobHost__extensions__queues__maxDequeueCount';

/**
 * Deliveries after which the host moves a message to the poison queue. The app needs the number to answer the agent before that. If it
 * differs from the host's, the poison timer still answers.
 */
export function maxDequeueCount(env: NodeJS.ProcessEnv): number {
  const override = Number(env[OVERRIDE]);
  return Number.isInteger(override) && override > 0 ? override : hostJson.extensions.queues.maxDequeueCount;
}
