import { setTimeout as sleep } from 'node:timers/promises';
import { TableClient } from '@azure/data-tables';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { EFFECTS_TABLE, lookUp, takeEffect } from './app/tools.ts';
import { atMost, type Check, exactly } from './row.ts';

/** Milliseconds that an agent's run lives. */
const AGENT_MS = 600_000;
const RETRY_MS = 200;

interface Call {
  readonly number: number;
  readonly isEffect: boolean;
  readonly sentAt: number;
  answeredAt?: number;
  readonly values: Set<string>;
}

/** The agent service: sends calls to both tools, every other one not idempotent, and keeps every answer with its time. */
export class AgentCalls {
  readonly #calls = new Map<string, Call>();
  readonly #inputs: Readonly<Record<'look' | 'effect', QueueClient>>;
  readonly #outputs: readonly QueueClient[];
  readonly #storage: string;
  readonly #readers: Promise<void>[];
  #stopped = false;
  #sent = 0;

  constructor(storage: string) {
    // Short tries: a storage that stands still is asked again, as the agent service does.
    const service = QueueServiceClient.fromConnectionString(storage, { retryOptions: { maxTries: 1 } });
    const client = (name: string) => service.getQueueClient(name);
    this.#storage = storage;
    this.#inputs = { look: client(lookUp.queues.input), effect: client(takeEffect.queues.input) };
    this.#outputs = [client(lookUp.queues.output), client(takeEffect.queues.output)];
    this.#readers = this.#outputs.map((queue) => this.#read(queue));
  }

  get sent(): number {
    return this.#sent;
  }

  get unanswered(): number {
    return [...this.#calls.values()].filter(({ answeredAt }) => answeredAt === undefined).length;
  }

  /** Sends one call; tries until storage takes it. */
  async send(pauseMs?: number): Promise<string> {
    const number = this.#sent++;
    const isEffect = number % 2 === 1;
    const id = `${isEffect ? 'effect' : 'look'}-${number}`;
    this.#calls.set(id, { number, isEffect, sentAt: Date.now(), values: new Set() });
    const queue = this.#inputs[isEffect ? 'effect' : 'look'];
    const text = base64({
      function_args: { number, ...(pauseMs === undefined ? {} : { pauseMs }) },
      CorrelationId: id,
    });
    await persistently(async () => {
      await createIfMissing(queue, () => queue.sendMessage(text, { abortSignal: AbortSignal.timeout(10_000) }));
    });
    return id;
  }

  /** Waits until every call has an answer, at most so long. */
  async settled(patienceMs: number): Promise<void> {
    const end = Date.now() + patienceMs;
    while (this.unanswered > 0 && Date.now() < end) await sleep(RETRY_MS);
    // A contradicting answer may follow.
    if (this.unanswered === 0) await sleep(Math.min(2_000, patienceMs));
  }

  /** Waits until these calls are answered, at most so long. Returns the time of the last answer. */
  async answered(ids: readonly string[], patienceMs: number): Promise<number> {
    const end = Date.now() + patienceMs;
    const times = () => ids.map((id) => this.#calls.get(id)?.answeredAt ?? Number.POSITIVE_INFINITY);
    while (Math.max(...times()) > end && Date.now() < end) await sleep(RETRY_MS);
    return Math.max(...times());
  }

  async close(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#readers);
  }

  /** Milliseconds from sending to the first answer, for the calls that have one. */
  latencies(from = 0): number[] {
    return [...this.#calls.values()].flatMap(({ number, sentAt, answeredAt }) =>
      answeredAt === undefined || number < from ? [] : [answeredAt - sentAt],
    );
  }

  /** Calls that were answered more than a minute and a half after they were sent, or never. */
  late(): { id: string; sentAt: string; answeredAt?: string }[] {
    return [...this.#calls].flatMap(([id, { sentAt, answeredAt }]) =>
      answeredAt !== undefined && answeredAt - sentAt < 90_000
        ? []
        : [
            {
              id,
              sentAt: new Date(sentAt).toISOString(),
              ...(answeredAt === undefined ? {} : { answeredAt: new Date(answeredAt).toISOString() }),
            },
          ],
    );
  }

  /** Compares the answers and the effects with what must be. */
  async checks(repeats: number): Promise<Check[]> {
    const calls = [...this.#calls.values()];
    const late = calls.filter((call) => call.answeredAt === undefined || call.answeredAt - call.sentAt > AGENT_MS);
    const contradicting = calls.filter(({ values }) => values.size > 1);
    const wrong = calls.filter((call) => call.values.size > 0 && !call.values.has(rightAnswer(call)));
    const effects = await this.#effects();
    const answeredEffects = calls.filter((call) => call.isEffect && call.values.has(rightAnswer(call)));
    const missing = answeredEffects.filter(({ number }) => !effects.has(`effect-${number}`));
    const reasons = new Set(wrong.flatMap(({ values }) => [...values]).map((value) => value.slice(0, 60)));
    return [
      { what: 'calls', value: calls.length },
      exactly('lost: never answered', this.unanswered, 0),
      exactly('doubled: a process ran a call again that it had carried out', repeats, 0),
      exactly('effects without a call, or answers without an effect', missing.length + strangers(effects, calls), 0),
      exactly('contradicting answers', contradicting.length, 0),
      atMost('answered after ten minutes, or never', late.length, 0),
      {
        what: 'answered with a failure',
        value: wrong.length === 0 ? 0 : `${wrong.length} (${[...reasons].join(' / ').slice(0, 160)})`,
      },
    ];
  }

  async #effects(): Promise<Set<string>> {
    const found = new Set<string>();
    const table = TableClient.fromConnectionString(this.#storage, EFFECTS_TABLE, { allowInsecureConnection: true });
    await persistently(async () => {
      for await (const { partitionKey } of table.listEntities()) found.add(`${partitionKey}`);
    });
    return found;
  }

  async #read(queue: QueueClient): Promise<void> {
    while (!this.#stopped) {
      try {
        const { receivedMessageItems } = await queue.receiveMessages({
          numberOfMessages: 32,
          visibilityTimeout: 20,
          abortSignal: AbortSignal.timeout(10_000),
        });
        await Promise.all(
          receivedMessageItems.map(async ({ messageText, messageId, popReceipt }) => {
            const { Value, CorrelationId } = JSON.parse(Buffer.from(messageText, 'base64').toString());
            const call = this.#calls.get(CorrelationId);
            if (call) {
              call.answeredAt ??= Date.now();
              call.values.add(Value);
            }
            await queue.deleteMessage(messageId, popReceipt, { abortSignal: AbortSignal.timeout(10_000) });
          }),
        );
        if (receivedMessageItems.length === 0) await sleep(25);
      } catch {
        // The queue does not exist yet, or storage is down: an answer that was not deleted comes again.
        await sleep(RETRY_MS);
      }
    }
  }
}

const rightAnswer = ({ number, isEffect }: Call): string =>
  JSON.stringify(isEffect ? { number, effect: 'made' } : { number, square: number * number });

const strangers = (effects: ReadonlySet<string>, calls: readonly Call[]): number => {
  const known = new Set(calls.map(({ number }) => `effect-${number}`));
  return [...effects].filter((id) => !known.has(id)).length;
};

export const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

async function createIfMissing(queue: QueueClient, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error) || !('statusCode' in error) || error.statusCode !== 404) throw error;
    await queue.createIfNotExists();
    await work();
  }
}

/** Tries again until it works, for two minutes. */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + 120_000; ; ) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(RETRY_MS);
    }
  }
}
