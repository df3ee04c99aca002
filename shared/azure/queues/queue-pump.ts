import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueClient } from '@azure/storage-queue';
import { messageOf } from '../../core/errors.ts';
import { MAX_MESSAGES_PER_GET } from '../../core/limits.ts';
import { isMissingParent } from '../storage/storage-errors.ts';

/** A queue message, whether the host delivered it or this process took it itself. */
export interface QueueMessage {
  readonly messageId: string;
  readonly popReceipt: string;
  readonly body: unknown;
  /** Deliveries so far, this one included. */
  readonly dequeueCount: number;
  readonly insertedAt: Date;
  /** Milliseconds for which the message stays hidden by our own receipt; undefined while the host holds it. */
  readonly hiddenFor?: number | undefined;
}

type Handle = (message: QueueMessage) => Promise<void>;

export interface PumpOptions {
  readonly queue: () => QueueClient;
  /** Messages of this queue that one process works on at once, those of the host included. */
  readonly concurrency: number;
  /** Milliseconds for which a message that is taken stays hidden. */
  readonly hiddenFor: number;
  /** Milliseconds after which the next message is left to the host. Default 30 s. */
  readonly longestRun?: number;
  readonly log: { warn(message: string): void };
}

/** Milliseconds without a message after which the pump ends. Within them a further message starts it at once. */
const IDLE_MS = 500;
/** Milliseconds after the start of the process for which messages are taken without an invocation: the host's first fetch follows within them. */
const START_MS = 3_000;
/** Milliseconds a single message may run before the pump looks for others: a quick one costs no further request. */
const START_DELAY_MS = 25;
/**
 * Pause after an empty queue. Doubles up to the host's own polling interval, so that the wait of the next message is about as long as the time
 * since the last one, and seven empty polls end a burst.
 */
const FIRST_PAUSE_MS = 5;
/** Milliseconds between two checks for room, while as many messages run as may. */
const NO_ROOM_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
/**
 * A pump takes messages for this time and then leaves the next one to the host, whose new invocation starts a new pump. An invocation that
 * waits for a call of nine minutes, the longest, stays within the ten of host.json's `functionTimeout`.
 */
const LONGEST_RUN_MS = 30_000;
/** Milliseconds after which an invocation ends in any case: the host kills the process of one that exceeds `functionTimeout`. */
const LONGEST_INVOCATION_MS = 580_000;

/**
 * Takes messages from a queue beside the host's trigger. The host hides what it takes for ten minutes, and a process that dies, or an answer
 * of storage that is lost, keeps those messages from every other process for that long. While any message of a queue is being processed
 * the pump takes the others, hidden for `hiddenFor` only; the host takes none meanwhile (host.json: `newBatchThreshold` 0). Under steady
 * load that leaves the host one fetch in 30 s.
 */
export class QueuePump {
  readonly #options: PumpOptions;
  readonly #running = new Set<Promise<void>>();
  #delivered = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #pumping: Promise<void> | undefined;
  #stopped = false;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  /**
   * Runs the work of one invocation. The invocation that starts the pump also waits for it, so that the host keeps the process alive.
   * @param handle processes a message that the pump has taken, and removes or releases it
   */
  async during<T>(work: () => Promise<T>, handle: Handle): Promise<T> {
    let pumping: Promise<void> | undefined;
    const start = () => {
      if (this.#pumping !== undefined || this.#stopped) return;
      pumping = this.#pump(handle).finally(() => {
        this.#pumping = undefined;
      });
      this.#pumping = pumping;
    };
    const isBusy = this.#delivered > 0 || this.#running.size > 0 || !this.#isIdle();
    this.#delivered += 1;
    this.#lastAt = performance.now();
    // Before the pump's first request: the sooner this message is taken over from the host, the better.
    const working = work();
    if (isBusy) start();
    const timer = setTimeout(start, START_DELAY_MS);
    try {
      return await working;
    } finally {
      clearTimeout(timer);
      this.#delivered -= 1;
      await pumping;
    }
  }

  /**
   * Takes the messages that wait when the process starts, before the host's first fetch: the host would hold them for ten minutes, while
   * the process is at its slowest. Returns at once; no invocation waits for these messages, and they come back when the process ends.
   */
  begin(handle: Handle): void {
    if (this.#pumping !== undefined || this.#stopped) return;
    this.#lastAt = performance.now() + START_MS - IDLE_MS;
    this.#pumping = this.#pump(handle)
      .catch((error: unknown) => this.#options.log.warn(messageOf(error)))
      .finally(() => {
        this.#pumping = undefined;
      });
  }

  /** Takes no further message. Those that are being processed run to their end. */
  stop(): void {
    this.#stopped = true;
  }

  async #pump(handle: Handle): Promise<void> {
    const begun = performance.now();
    const { longestRun = LONGEST_RUN_MS, concurrency } = this.#options;
    let pause = FIRST_PAUSE_MS;
    const rest = async () => {
      await sleep(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    };
    while (!this.#stopped && performance.now() - begun < LONGEST_INVOCATION_MS) {
      // The host fetches nothing while it waits for an invocation, so that this pump goes on for as long as one runs.
      if (this.#delivered === 0 && performance.now() - begun > longestRun) {
        // The next pump waits for the messages that still run.
        if (this.#running.size === 0 || (await this.#hasMessage())) return;
        await rest();
        continue;
      }
      const room = concurrency - this.#delivered - this.#running.size;
      if (room <= 0) {
        await Promise.race([...this.#running, sleep(NO_ROOM_MS)]);
        continue;
      }
      const messages = await this.#receive(room);
      for (const message of messages ?? []) this.#start(message, handle);
      // A queue that cannot be read now may hold messages.
      if (messages === undefined || messages.length > 0) this.#lastAt = performance.now();
      if (messages !== undefined && messages.length > 0) pause = FIRST_PAUSE_MS;
      else if (this.#delivered === 0 && this.#running.size === 0 && this.#isIdle()) return;
      else await rest();
    }
    if (this.#stopped) await Promise.all(this.#running);
  }

  /** True when a message waits for the host. A queue that cannot be read counts as empty. */
  async #hasMessage(): Promise<boolean> {
    const peeked = await this.#options
      .queue()
      .peekMessages()
      .catch(() => undefined);
    return peeked !== undefined && peeked.peekedMessageItems.length > 0;
  }

  #isIdle(): boolean {
    return performance.now() - this.#lastAt > IDLE_MS;
  }

  #start(message: QueueMessage, handle: Handle): void {
    const { log } = this.#options;
    const running: Promise<void> = handle(message)
      .catch((error: unknown) => log.warn(`Message ${message.messageId} was not processed: ${messageOf(error)}`))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** @returns undefined when the queue could not be read */
  async #receive(room: number): Promise<QueueMessage[] | undefined> {
    const { queue, hiddenFor, log } = this.#options;
    try {
      const { receivedMessageItems } = await queue().receiveMessages({
        numberOfMessages: Math.min(room, MAX_MESSAGES_PER_GET),
        visibilityTimeout: Math.ceil(hiddenFor / 1000),
      });
      return receivedMessageItems.map(({ messageId, popReceipt, messageText, dequeueCount, insertedOn }) => ({
        messageId,
        popReceipt,
        body: messageText,
        dequeueCount,
        insertedAt: insertedOn,
        hiddenFor,
      }));
    } catch (error) {
      // The host polls the same queue and reports the fault as well: its message waits for nothing here.
      if (isMissingParent(error)) return [];
      log.warn(`The queue ${queue().name} could not be read: ${messageOf(error)}`);
      return undefined;
    }
  }
}
