import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueClient } from '@azure/storage-queue';
import { sendMessage } from '../../azure/storage/send-message.ts';
import { isNotFound } from '../../azure/storage/storage-errors.ts';
import { messageOf } from '../../core/errors.ts';
import { MAX_MESSAGES_PER_GET } from '../../core/limits.ts';
import type { DoctorContext } from './doctor-context.ts';
import { type Finding, fail, pass } from './finding.ts';

/** Milliseconds between two peeks. */
const PEEK_EVERY_MS = 100;

/**
 * Makes one tool call end to end, without an effect: its arguments are a list, which no tool accepts, so the app answers without running
 * the tool. Reports the time of each hop. Other answers in the output queue are hidden for a second.
 */
export async function checkCall({ config, shardStorage, patience }: DoctorContext, shard = 0): Promise<Finding> {
  const check = shard === 0 ? 'tool call' : `tool call (shard ${shard})`;
  const storage = shardStorage(shard);
  const [tool] = config.tools;
  if (!tool) return pass(check, 'foundry.config.ts has no tool');
  const [input, output] = [storage.queue(tool.queues.input), storage.queue(tool.queues.output)];
  const correlationId = `doctor-${randomUUID()}`;
  try {
    // The doctor creates no queue.
    await Promise.all([input.getProperties(), output.getProperties()]);
    const begun = performance.now();
    await sendMessage(input, JSON.stringify({ function_args: [], CorrelationId: correlationId }), { timeToLive: 600 });
    const sent = performance.now();
    let taken: number | undefined;
    while (performance.now() - sent < patience) {
      if (await takeAnswer(output, correlationId)) {
        const answered = performance.now();
        taken ??= answered;
        const hops = `sent in ${ms(sent - begun)}, received ${ms(taken - sent)} later, answered ${ms(answered - taken)} after that`;
        return pass(check, `${tool.name}: ${hops}`);
      }
      if (taken === undefined && !(await isWaiting(input, correlationId))) taken = performance.now();
      await sleep(PEEK_EVERY_MS);
    }
    return taken === undefined ? notTaken(tool.name, patience) : notAnswered(tool.name, taken - sent, patience);
  } catch (error) {
    if (isNotFound(error)) return fail(check, 'a queue of the tool does not exist', 'npm run doctor -- --fix');
    return fail(check, messageOf(error).split('\n')[0] ?? '', 'fix the failures above first');
  }
}

/** Deletes the answer and returns true if it has arrived. */
async function takeAnswer(output: QueueClient, id: string): Promise<boolean> {
  const { receivedMessageItems } = await output.receiveMessages({
    numberOfMessages: MAX_MESSAGES_PER_GET,
    visibilityTimeout: 1,
  });
  const ours = receivedMessageItems.find(({ messageText }) => Buffer.from(messageText, 'base64').includes(id));
  if (ours !== undefined) await output.deleteMessage(ours.messageId, ours.popReceipt);
  return ours !== undefined;
}

/** True while the call is visible, or may be: one peek shows only the first 32 messages. */
async function isWaiting(input: QueueClient, id: string): Promise<boolean> {
  const { peekedMessageItems: seen } = await input.peekMessages({ numberOfMessages: MAX_MESSAGES_PER_GET });
  if (seen.length === MAX_MESSAGES_PER_GET) return true;
  return seen.some(({ messageText }) => Buffer.from(messageText, 'base64').includes(id));
}

function notTaken(tool: string, patience: number): Finding {
  return fail(
    'tool call',
    `${tool}: the call stayed in its queue for ${ms(patience)}: the app does not run, or its trigger cannot read the queue`,
    'start the app (az functionapp start -g AZURE_RESOURCE_GROUP -n FUNCTION_APP_NAME); assign its identity "Storage Queue Data Contributor" (azd provision); see the host\'s log',
  );
}

function notAnswered(tool: string, after: number, patience: number): Finding {
  return fail(
    'tool call',
    `${tool}: the call was received after ${ms(after)} and not answered within ${ms(patience)}: the function fails, or cannot write to the output queue`,
    'see the log of the app; assign its identity "Storage Queue Data Message Sender" on the output queue (azd provision); see the poison queue later',
  );
}

const ms = (value: number) => `${Math.round(value)} ms`;
