import type { RunningAzurite } from '../../local/platform/azurite.ts';
import { DeadLetters, type StoredDeadLetter } from '../../shared/azure/queues/dead-letters.ts';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { isMessageGone } from '../../shared/azure/storage/storage-errors.ts';
import type { AgentTool, Log } from '../../shared/tools/agent-tool.ts';
import { answerCall, answerPoison, type CallServices } from '../../shared/tools/answer-call.ts';
import type { CallTimings } from '../../shared/tools/call-budget.ts';
import { startAzurite } from './azurite.ts';

export interface Answer {
  readonly Value: string;
  readonly CorrelationId: string;
}

/** Short enough for tests; a lock is counted in whole seconds. */
export const QUICK: CallTimings = { lock: 2_000, renewal: 500, retryPause: 0, watch: [20, 100] };

export const MAX_DEQUEUE_COUNT = 3;

/**
 * Tools on a real Azurite with one message at a time handed to them as the Functions host does it: hidden for ten minutes, deleted
 * when the function succeeds, given back when it fails, put into the poison queue when it has failed too often.
 */
export class ToolHarness {
  readonly connectionString: string;
  readonly storage: Storage;
  readonly logged: string[] = [];

  constructor(connectionString: string) {
    this.connectionString = connectionString;
    this.storage = openStorage({ connectionString });
  }

  services(overrides: Partial<CallServices> = {}): CallServices {
    return { storage: this.storage, log: this.log, maxDequeueCount: MAX_DEQUEUE_COUNT, timings: QUICK, ...overrides };
  }

  readonly log: Log = {
    debug: (line) => this.logged.push(`debug ${line}`),
    info: (line) => this.logged.push(`info ${line}`),
    warn: (line) => this.logged.push(`warn ${line}`),
    error: (line) => this.logged.push(`error ${line}`),
  };

  /** Puts a message on a tool's input queue: an object as base64 of JSON, a text as it is. */
  async send(tool: AgentTool, message: object | string): Promise<void> {
    const text =
      typeof message === 'string' ? message : Buffer.from(JSON.stringify(message), 'utf8').toString('base64');
    const queue = this.storage.queue(tool.queues.input);
    await queue.createIfNotExists();
    await queue.sendMessage(text);
  }

  /** A call as new agents write it. */
  async call(tool: AgentTool, args: unknown, correlationId: string): Promise<void> {
    await this.send(tool, { function_args: args, CorrelationId: correlationId });
  }

  /** Delivers the next visible message; says how its function ended, or that there was none. */
  async deliver(
    tool: AgentTool,
    overrides: Partial<CallServices> & { readonly from?: 'input' | 'poison' } = {},
  ): Promise<'done' | 'failed' | 'nothing'> {
    const { from = 'input', ...services } = overrides;
    const name = tool.queues[from];
    const queue = this.storage.queue(name);
    await queue.createIfNotExists();
    const [message] = (await queue.receiveMessages({ visibilityTimeout: 600 })).receivedMessageItems;
    if (!message) return 'nothing';
    const { messageId, popReceipt, dequeueCount, insertedOn, messageText } = message;
    const serve = from === 'input' ? answerCall : answerPoison;
    const delivery = { queue: name, messageId, popReceipt, dequeueCount, insertedAt: insertedOn, body: messageText };
    try {
      await serve(tool, delivery, this.services(services));
    } catch {
      if (dequeueCount >= MAX_DEQUEUE_COUNT && from === 'input') {
        const poison = this.storage.queue(tool.queues.poison);
        await poison.createIfNotExists();
        await poison.sendMessage(messageText);
        await unlessGone(queue.deleteMessage(messageId, popReceipt));
      } else await unlessGone(queue.updateMessage(messageId, popReceipt, undefined, 0));
      return 'failed';
    }
    await unlessGone(queue.deleteMessage(messageId, popReceipt));
    return 'done';
  }

  /** Delivers until nothing is visible any more. */
  async deliverAll(tool: AgentTool, overrides: Parameters<ToolHarness['deliver']>[1] = {}): Promise<void> {
    while ((await this.deliver(tool, overrides)) !== 'nothing');
  }

  /** Takes the answers off a tool's output queue. */
  async answers(tool: AgentTool): Promise<Answer[]> {
    return (await this.#take(tool.queues.output)).map((text) => JSON.parse(text) as Answer);
  }

  /** Takes the dead letters out of their table. */
  async deadLetters(): Promise<readonly StoredDeadLetter[]> {
    const letters = new DeadLetters(this.storage);
    const { items } = await letters.list({ limit: 1_000 });
    for (const { id } of items) await letters.remove(id);
    return items;
  }

  /** Number of messages in a queue, hidden ones included. */
  async left(queue: string): Promise<number> {
    const client = this.storage.queue(queue);
    await client.createIfNotExists();
    return (await client.getProperties()).approximateMessagesCount ?? 0;
  }

  async #take(name: string): Promise<string[]> {
    const queue = this.storage.queue(name);
    await queue.createIfNotExists();
    const texts: string[] = [];
    for (;;) {
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
      if (receivedMessageItems.length === 0) return texts;
      for (const { messageText, messageId, popReceipt } of receivedMessageItems) {
        texts.push(Buffer.from(messageText, 'base64').toString('utf8'));
        await queue.deleteMessage(messageId, popReceipt);
      }
    }
  }
}

/** Starts Azurite for the tests of a file or of a describe block, and stops it afterwards. */
export function useToolHarness(): ToolHarness {
  let azurite: RunningAzurite;
  let world: ToolHarness;
  beforeAll(async () => {
    azurite = await startAzurite();
    world = new ToolHarness(azurite.connectionString);
  });
  afterAll(() => azurite.stop());
  // The tests get it before it has started.
  return new Proxy({} as ToolHarness, {
    get: (_, property) => {
      const value: unknown = Reflect.get(world, property);
      return typeof value === 'function' ? value.bind(world) : value;
    },
  });
}

/** The host, too, leaves a message alone that a newer receipt exists of. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isMessageGone(error)) throw error;
  });
}
