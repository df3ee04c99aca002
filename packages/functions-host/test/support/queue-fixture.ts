import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { AppFunction, HostExtension, Invocation, Listener, NamedBinding } from '../../src/extension/extension.ts';
import { queueExtension } from '../../src/queue/queue-extension.ts';
import type { HostJson } from '../../src/settings/host-json.ts';
import { makeSettings } from '../../src/settings/settings.ts';
import type { TypedData } from '../../src/worker/core-types.ts';
import { collectLog } from './collect-log.ts';

export interface QueueFunction {
  readonly queue: string;
  readonly handler: (text: string, invocation: Invocation) => Promise<unknown> | unknown;
}

export interface QueueFixtureOptions {
  readonly connectionString: string;
  /** host.json `extensions.queues`. */
  readonly queues?: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, string>>;
}

/** The queue extension at work on real storage, with handlers of the test in the place of an app. */
export class QueueFixture {
  readonly log = collectLog();
  readonly service: QueueServiceClient;
  readonly #extension: HostExtension;
  readonly #handlers = new Map<string, QueueFunction['handler']>();
  readonly #listeners: Listener[] = [];

  constructor({ connectionString, queues = {}, settings = {} }: QueueFixtureOptions) {
    this.service = QueueServiceClient.fromConnectionString(connectionString, { retryOptions: { maxTries: 1 } });
    const hostJson: HostJson = {
      version: '2.0',
      functionTimeout: 60_000,
      logging: { logLevel: {} },
      extensions: { queues },
    };
    this.#extension = queueExtension({
      hostJson,
      settings: makeSettings({ AzureWebJobsStorage: connectionString, ...settings }, {}),
      log: this.log.log,
      invoke: async (fn, invocation) => {
        await this.#handlers.get(fn.name)?.(invocation.input.string ?? '', invocation);
        return { invocationId: 'test', outputs: new Map(), returnsNothing: true };
      },
    });
  }

  /** Starts listening for a function. */
  async listen({ queue, handler }: QueueFunction): Promise<Listener> {
    const name = `fn${this.#handlers.size}`;
    this.#handlers.set(name, handler);
    const trigger: NamedBinding = { name: 'trigger', type: 'queueTrigger', direction: 'in', queueName: queue };
    const listener = this.#extension.index?.(functionWith(name, trigger));
    if (!listener) throw new Error('no listener');
    this.#listeners.push(listener);
    await listener.start();
    return listener;
  }

  /** Gives a value to a queue output. */
  async write(queueName: string, value: TypedData, data: Invocation['bindingData'] = {}): Promise<void> {
    const binding: NamedBinding = { name: 'output', type: 'queue', direction: 'out', queueName };
    await this.#extension.write?.(functionWith('writer', binding), binding, value, data);
  }

  queue(name: string): QueueClient {
    return this.service.getQueueClient(name);
  }

  /** Puts texts in base64 into a queue that is made for it. */
  async put(name: string, ...texts: string[]): Promise<void> {
    await this.queue(name).createIfNotExists();
    for (const text of texts) await this.queue(name).sendMessage(Buffer.from(text).toString('base64'));
  }

  /** Message texts that a queue shows now; empty when there is no such queue. */
  async peek(name: string): Promise<string[]> {
    const answer = await this.queue(name)
      .peekMessages({ numberOfMessages: 32 })
      .catch(() => undefined);
    return answer?.peekedMessageItems.map(({ messageText }) => messageText) ?? [];
  }

  /** Messages a queue holds, the hidden ones included. */
  async count(name: string): Promise<number> {
    return (await this.queue(name).getProperties()).approximateMessagesCount ?? 0;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.stop()));
  }
}

function functionWith(name: string, binding: NamedBinding): AppFunction {
  return { name, trigger: binding, metadata: { name, bindings: { [binding.name]: binding } } };
}

/** Waits until something holds. */
export async function until(holds: () => unknown, milliseconds = Number.POSITIVE_INFINITY): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It does not hold after ${milliseconds} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
