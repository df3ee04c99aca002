import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';

export interface Answer {
  readonly Value: string;
  readonly CorrelationId: string;
}

/** Stands where the agent service stands: puts calls of one tool on its input queue and takes answers from its output queue. */
export interface ToolCalls {
  readonly input: QueueClient;
  readonly output: QueueClient;
  send(correlationId: string, args: unknown): Promise<void>;
  sendRaw(text: string): Promise<void>;
  /** Takes answers until `done` says there are enough or the time is up; keeps every one, repeated ones included. */
  answers(done: (sofar: readonly Answer[]) => boolean, patienceMs?: number): Promise<Answer[]>;
}

export async function toolCalls(storage: string, stem: string): Promise<ToolCalls> {
  const service = QueueServiceClient.fromConnectionString(storage);
  const [input, output] = [service.getQueueClient(`tool-${stem}-in`), service.getQueueClient(`tool-${stem}-out`)];
  await Promise.all([input.createIfNotExists(), output.createIfNotExists()]);
  const sendRaw = async (text: string) => void (await input.sendMessage(text));
  return {
    input,
    output,
    sendRaw,
    send: (correlationId, args) => sendRaw(base64Json({ function_args: args, CorrelationId: correlationId })),
    answers: async (done, patienceMs = 100_000) => {
      const taken: Answer[] = [];
      const until = Date.now() + patienceMs;
      while (!done(taken) && Date.now() < until) {
        const { receivedMessageItems } = await output.receiveMessages({
          numberOfMessages: 32,
          visibilityTimeout: 86_400,
        });
        for (const { messageText } of receivedMessageItems) taken.push(readAnswer(messageText));
        if (receivedMessageItems.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return taken;
    },
  };
}

export const base64Json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

const readAnswer = (text: string): Answer => JSON.parse(Buffer.from(text, 'base64').toString()) as Answer;
