import { setTimeout as sleep } from 'node:timers/promises';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { base64Json } from './tool-calls.ts';

export interface FunctionCall {
  readonly args: Record<string, unknown>;
  readonly correlationId: string;
  /** The message as it was on the wire. */
  readonly text: string;
}

/** Stands where a function app stands: reads calls from its input queue, puts replies on its output queue. */
export interface FakeFunction {
  readonly endpoint: string;
  readonly input: QueueClient;
  readonly output: QueueClient;
  /** Every call so far. */
  readonly calls: readonly FunctionCall[];
  /** Chooses the answer of each call from now on; `undefined` leaves a call without an answer. */
  answer(reply: (args: Record<string, unknown>, call: FunctionCall) => string | undefined): void;
  /** Puts a reply on the output queue. */
  reply(correlationId: string, value: unknown): Promise<void>;
  /** Waits until so many calls have come in. */
  called(count: number): Promise<readonly FunctionCall[]>;
  stop(): Promise<void>;
}

export async function fakeFunction(storage: string, name: string): Promise<FakeFunction> {
  const service = QueueServiceClient.fromConnectionString(storage);
  const [input, output] = [service.getQueueClient(`${name}-in`), service.getQueueClient(`${name}-out`)];
  await input.createIfNotExists();
  await output.createIfNotExists();
  const calls: FunctionCall[] = [];
  let answer: Parameters<FakeFunction['answer']>[0] = () => undefined;
  let stopped = false;
  const reply = async (correlationId: string, value: unknown) =>
    void (await output.sendMessage(base64Json({ Value: value, CorrelationId: correlationId })));

  const work = async () => {
    while (!stopped) {
      const { receivedMessageItems } = await input.receiveMessages({ numberOfMessages: 32 });
      for (const { messageText, messageId, popReceipt } of receivedMessageItems) {
        const text = Buffer.from(messageText, 'base64').toString();
        const { CorrelationId, function_args, ...flat } = JSON.parse(text) as Record<string, unknown>;
        const call = {
          args: (function_args ?? flat) as Record<string, unknown>,
          correlationId: String(CorrelationId),
          text,
        };
        calls.push(call);
        await input.deleteMessage(messageId, popReceipt);
        const value = answer(call.args, call);
        if (value !== undefined) await reply(call.correlationId, value);
      }
      if (receivedMessageItems.length === 0) await sleep(10);
    }
  };
  const working = work();
  return {
    endpoint: service.url.replace(/\/$/, ''),
    input,
    output,
    calls,
    answer: (next) => {
      answer = next;
    },
    reply,
    called: async (count) => {
      const until = Date.now() + 20_000;
      while (calls.length < count) {
        if (Date.now() > until) throw new Error(`${calls.length} of ${count} calls came in.`);
        await sleep(10);
      }
      return calls;
    },
    stop: async () => {
      stopped = true;
      await working;
    },
  };
}

/** A tool definition whose function is a fake one. */
export function orderTool(
  { endpoint, input, output }: Pick<FakeFunction, 'endpoint' | 'input' | 'output'>,
  name = 'get_order_status',
) {
  const binding = (queue: QueueClient) => ({
    type: 'storage_queue' as const,
    storage_queue: { queue_service_endpoint: endpoint, queue_name: queue.name },
  });
  return {
    type: 'azure_function' as const,
    azure_function: {
      function: {
        name,
        description: 'Look up where an order is, by its number.',
        parameters: {
          type: 'object',
          properties: { orderNumber: { type: 'string', pattern: '^\\d{4,10}$' } },
          required: ['orderNumber'],
          additionalProperties: false,
        },
      },
      input_binding: binding(input),
      output_binding: binding(output),
    },
  };
}
