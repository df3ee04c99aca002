import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueClient } from '@azure/storage-queue';
import { sendMessage } from '../../azure/storage/send-message.ts';
import { isNotFound } from '../../azure/storage/storage-errors.ts';
import { messageOf } from '../../core/errors.ts';
import { MAX_MESSAGES_PER_GET } from '../../core/limits.ts';
import { type Finding, fine, type Patient, wrong } from './finding.ts';

/** Milliseconds between two looks. */
const LOOK_EVERY_MS = 100;

/**
 * One tool call end to end, without an effect: its arguments fit no tool (they are a list), so that it is answered and not carried
 * out. Says how long each hop took. Other answers that wait in the output queue are out of sight for a second.
 */
export async function checkCall({ config, storage, patience }: Patient): Promise<Finding> {
  const check = 'tool call';
  const [tool] = config.tools;
  if (!tool) return fine(check, 'foundry.config.ts names no tool');
  const [input, output] = [storage.queue(tool.queues.input), storage.queue(tool.queues.output)];
  const correlationId = `doctor-${randomUUID()}`;
  try {
    // Neither is made here: nothing is changed.
    await Promise.all([input.getProperties(), output.getProperties()]);
    const begun = performance.now();
    await sendMessage(input, JSON.stringify({ function_args: [], CorrelationId: correlationId }), { timeToLive: 600 });
    const sent = performance.now();
    let taken: number | undefined;
    while (performance.now() - sent < patience) {
      if (await took(output, correlationId)) {
        const answered = performance.now();
        taken ??= answered;
        const hops = `put on its queue in ${ms(sent - begun)}, taken ${ms(taken - sent)} later, answered ${ms(answered - taken)} after that`;
        return fine(check, `${tool.name}: ${hops}`);
      }
      if (taken === undefined && !(await waits(input, correlationId))) taken = performance.now();
      await sleep(LOOK_EVERY_MS);
    }
    return taken === undefined ? nobodyTook(tool.name, patience) : nobodyAnswered(tool.name, taken - sent, patience);
  } catch (error) {
    if (isNotFound(error)) return wrong(check, 'a queue of the tool does not exist', 'npm run doctor -- --fix');
    return wrong(check, messageOf(error).split('\n')[0] ?? '', 'the checks above come first');
  }
}

/** Takes the answer away when it is there. */
async function took(output: QueueClient, id: string): Promise<boolean> {
  const { receivedMessageItems } = await output.receiveMessages({
    numberOfMessages: MAX_MESSAGES_PER_GET,
    visibilityTimeout: 1,
  });
  const ours = receivedMessageItems.find(({ messageText }) => Buffer.from(messageText, 'base64').includes(id));
  if (ours !== undefined) await output.deleteMessage(ours.messageId, ours.popReceipt);
  return ours !== undefined;
}

/** Whether the call is still in sight, or may be: behind as many others as one look shows, nobody can tell. */
async function waits(input: QueueClient, id: string): Promise<boolean> {
  const { peekedMessageItems: seen } = await input.peekMessages({ numberOfMessages: MAX_MESSAGES_PER_GET });
  if (seen.length === MAX_MESSAGES_PER_GET) return true;
  return seen.some(({ messageText }) => Buffer.from(messageText, 'base64').includes(id));
}

function nobodyTook(tool: string, patience: number): Finding {
  return wrong(
    'tool call',
    `${tool}: nobody took the call from its queue within ${ms(patience)}: the app does not run, or its trigger cannot read the queue`,
    'az functionapp start; the role "Storage Queue Data Contributor" of its identity (azd provision); the log of the host names the trigger',
  );
}

function nobodyAnswered(tool: string, after: number, patience: number): Finding {
  return wrong(
    'tool call',
    `${tool}: the call was taken after ${ms(after)}, and not answered within ${ms(patience)}: the function fails, or may not write to the output queue`,
    `the log of the app; its role "Storage Queue Data Message Sender" on the output queue (azd provision); the poison queue, soon`,
  );
}

const ms = (value: number) => `${Math.round(value)} ms`;
