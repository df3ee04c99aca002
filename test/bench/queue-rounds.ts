import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TableClient } from '@azure/data-tables';
import { QueueServiceClient } from '@azure/storage-queue';

interface BareRounds {
  round(): Promise<void>;
  /** With the insert of a table row in the middle, as a tool that is not idempotent needs it. */
  roundAndInsert(): Promise<void>;
  clear(): Promise<void>;
}

/** The bare minimum a tool call costs: put, get, put, get on two queues of the same storage, one after another. */
export async function bareRounds(storage: string): Promise<BareRounds> {
  const service = QueueServiceClient.fromConnectionString(storage);
  const [there, back] = [service.getQueueClient('bench-there'), service.getQueueClient('bench-back')];
  await Promise.all([there.createIfNotExists(), back.createIfNotExists()]);
  const get = async (queue: typeof there) => {
    for (;;) {
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 1 });
      if (receivedMessageItems.length > 0) return;
    }
  };
  const text = Buffer.from(JSON.stringify({ function_args: { orderNumber: '1042' }, CorrelationId: 'bare' }));
  const message = text.toString('base64');
  const table = TableClient.fromConnectionString(storage, 'BenchRows', { allowInsecureConnection: true });
  await table.createTable();
  const round = async (between?: () => Promise<unknown>) => {
    await there.sendMessage(message);
    await get(there);
    await between?.();
    await back.sendMessage(message);
    await get(back);
  };
  return {
    round: () => round(),
    roundAndInsert: () =>
      round(() => table.createEntity({ partitionKey: 'bench', rowKey: randomUUID(), text: message })),
    clear: async () => {
      await Promise.all([there.clearMessages(), back.clearMessages()]);
    },
  };
}

/** Calls a tool as the agent service does, any number at once: one reader of its output queue hands each answer to its caller. */
export async function toolCalls(storage: string, stem: string) {
  const service = QueueServiceClient.fromConnectionString(storage);
  const [input, output] = [service.getQueueClient(`tool-${stem}-in`), service.getQueueClient(`tool-${stem}-out`)];
  await Promise.all([input.createIfNotExists(), output.createIfNotExists()]);
  const waiting = new Map<string, (value: string) => void>();
  let isReading = false;

  const read = async () => {
    if (isReading) return;
    isReading = true;
    while (waiting.size > 0) {
      const { receivedMessageItems } = await output.receiveMessages({ numberOfMessages: 32, visibilityTimeout: 300 });
      for (const { messageText, messageId, popReceipt } of receivedMessageItems) {
        const answer = JSON.parse(Buffer.from(messageText, 'base64').toString()) as {
          Value: string;
          CorrelationId: string;
        };
        waiting.get(answer.CorrelationId)?.(answer.Value);
        waiting.delete(answer.CorrelationId);
        void output.deleteMessage(messageId, popReceipt).catch(() => undefined);
      }
      // As the emulator does: asking without a pause would only keep Azurite from what is waited for.
      if (receivedMessageItems.length === 0) await sleep(1);
    }
    isReading = false;
  };

  return async (correlationId: string, args: unknown): Promise<string> => {
    const answer = new Promise<string>((resolve) => waiting.set(correlationId, resolve));
    await input.sendMessage(
      Buffer.from(JSON.stringify({ function_args: args, CorrelationId: correlationId })).toString('base64'),
    );
    void read();
    return answer;
  };
}
