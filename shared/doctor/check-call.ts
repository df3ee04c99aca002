import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import { sendText } from '../storage/send-text.ts';
import { isNotFound } from '../storage/storage-errors.ts';
import { type Finding, fine, type Patient, wrong } from './finding.ts';

/**
 * One tool call end to end, without an effect: its arguments fit no tool (they are a list), so that it is answered and not carried
 * out. Other answers that wait in the output queue are out of sight for a second.
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
    await sendText(input, JSON.stringify({ function_args: [], CorrelationId: correlationId }), { timeToLive: 600 });
    const sent = performance.now();
    while (performance.now() - sent < patience) {
      const { receivedMessageItems } = await output.receiveMessages({ numberOfMessages: 32, visibilityTimeout: 1 });
      const ours = receivedMessageItems.find(({ messageText }) =>
        Buffer.from(messageText, 'base64').includes(correlationId),
      );
      if (ours) {
        const answered = performance.now();
        await output.deleteMessage(ours.messageId, ours.popReceipt);
        return fine(
          check,
          `${tool.name}: put on its queue in ${ms(sent - begun)}, answered ${ms(answered - sent)} later`,
        );
      }
      await sleep(200);
    }
    const mend =
      'is the function app running, and does its identity hold "Storage Queue Data Contributor"? Its log says which';
    return wrong(check, `${tool.name} did not answer within ${ms(patience)}`, mend);
  } catch (error) {
    if (isNotFound(error)) return wrong(check, 'a queue of the tool does not exist', 'npm run doctor -- --fix');
    return wrong(check, messageOf(error).split('\n')[0] ?? '', 'the checks above come first');
  }
}

const ms = (value: number) => `${Math.round(value)} ms`;
