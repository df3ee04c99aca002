import { randomizedBackoff } from '../core/randomized-backoff.ts';
import { MIN_POLLING_INTERVAL_MS, type QueueSettings } from './queue-settings.ts';
import type { Semaphore } from './semaphore.ts';

export interface PollOptions<Message> {
  /** Gets the next batch. Never rejects. The signal ends a hanging request. */
  readonly receive: (signal: AbortSignal) => Promise<readonly Message[]>;
  /** Never rejects. */
  readonly handle: (message: Message) => Promise<'done' | 'failed'>;
  readonly settings: Pick<QueueSettings, 'batchSize' | 'newBatchThreshold' | 'maxPollingInterval' | 'hotWindow'>;
  /** Shared by all queues: limits how many poll without a pause at the same time. */
  readonly hotPolls: Semaphore;
}

export interface Polling<Message> {
  /** Handles messages that were received otherwise. */
  handle(messages: readonly Message[]): void;
  /** Ends the current pause, because there may be a message. */
  wake(): void;
  /** Gets no more messages and resolves when all received messages are handled. */
  stop(): Promise<void>;
}

/** Milliseconds between two polls within the hot window. */
const HOT_PAUSE_MS = 1;
/**
 * Milliseconds before the next poll after a partial batch, unless a message is done earlier. The queue is probably
 * empty, and on one machine that poll would delay the functions and the storage they write to.
 */
const PARTIAL_BATCH_PAUSE_MS = 5;
/** Milliseconds after which the last request is given up at stop. */
const LAST_REQUEST_MS = 3_000;

/**
 * Polls and hands out messages until stopped: the next batch at once while few messages are being handled, and a
 * growing random pause after an empty one. Within the hot window after a message there is almost no pause; this is not
 * part of the real host.
 */
export function pollQueue<Message>({ receive, handle, settings, hotPolls }: PollOptions<Message>): Polling<Message> {
  const backoff = randomizedBackoff(MIN_POLLING_INTERVAL_MS, settings.maxPollingInterval);
  const running = new Set<Promise<void>>();
  const giveUp = new AbortController();
  let stopping = false;
  let hotUntil = 0;
  let woken = false;
  let endPause = () => {};
  let roomMade = () => {};
  const polling = poll();

  async function poll(): Promise<void> {
    let foundNone = false;
    while (!stopping) {
      // An exception must not end the listener.
      await round().catch(() => pause(settings.maxPollingInterval));
    }

    async function round(): Promise<void> {
      const looksAgain: boolean = foundNone && isHot();
      const messages: readonly Message[] = await (looksAgain
        ? hotPolls.run(() => receive(giveUp.signal))
        : receive(giveUp.signal));
      messages.forEach(start);
      foundNone = messages.length === 0;
      if (foundNone) {
        await pause(isHot() ? HOT_PAUSE_MS : backoff.next());
      } else if (messages.length < settings.batchSize && isHot()) {
        await pause(PARTIAL_BATCH_PAUSE_MS);
        // A message failed meanwhile.
        if (!isHot()) await pause(backoff.next());
      }
      await room();
    }
  }

  function start(message: Message): void {
    active();
    const handled = handle(message).catch((): 'failed' => 'failed');
    const work = handled.then((outcome) => {
      running.delete(work);
      roomMade();
      // A failed message must not be retried faster than on the real host.
      if (outcome === 'failed') hotUntil = 0;
      else if (settings.hotWindow > 0) wake();
    });
    running.add(work);
  }

  function active(): void {
    backoff.reset();
    hotUntil = performance.now() + settings.hotWindow;
  }

  function isHot(): boolean {
    return performance.now() < hotUntil;
  }

  async function room(): Promise<void> {
    while (running.size > settings.newBatchThreshold) {
      await new Promise<void>((resolve) => {
        roomMade = resolve;
      });
    }
  }

  async function pause(milliseconds: number): Promise<void> {
    if (!woken && !stopping) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      endPause = resolve;
      await promise;
      clearTimeout(timer);
    }
    woken = false;
  }

  function wake(): void {
    active();
    woken = true;
    endPause();
  }

  return {
    handle: (messages) => messages.forEach(start),
    wake,
    stop: async () => {
      stopping = true;
      endPause();
      const timer = setTimeout(() => giveUp.abort(), LAST_REQUEST_MS);
      // Messages of the last request are handled, too: returning them would count as a delivery.
      await polling;
      clearTimeout(timer);
      // Ends requests that hang beside the last one.
      giveUp.abort();
      await Promise.all(running);
    },
  };
}
