import { randomizedBackoff } from '../core/randomized-backoff.ts';
import { MIN_POLLING_INTERVAL_MS, type QueueSettings } from './queue-settings.ts';
import type { Gate } from './semaphore.ts';

export interface PollOptions<Message> {
  /** Gets the next batch; never rejects. The signal ends a request that hangs. */
  readonly receive: (signal: AbortSignal) => Promise<readonly Message[]>;
  /** Never rejects. */
  readonly handle: (message: Message) => Promise<'done' | 'failed'>;
  readonly settings: Pick<QueueSettings, 'batchSize' | 'newBatchThreshold' | 'maxPollingInterval' | 'hotWindow'>;
  /** Shared by all queues: lets few of them look again at once at the same time. */
  readonly hotGate: Gate;
}

export interface Polling {
  /** Ends the pause under way: there may be a message. */
  wake(): void;
  /** Gets no more, and resolves when all that was got is handled. */
  stop(): Promise<void>;
}

/** Milliseconds between two looks within the hot window: enough to let others have their turn. */
const HOT_PAUSE_MS = 1;
/**
 * Milliseconds before the next look after a batch that was not full, unless a message is done earlier. The queue is most
 * likely empty, and on one machine that look would hold up the functions and the storage they write their answers to.
 */
const PARTIAL_BATCH_PAUSE_MS = 5;
/** Milliseconds a request may take that is under way at stop. */
const LAST_REQUEST_MS = 3_000;

/**
 * Gets messages and hands them out until stopped: the next batch at once while few are being handled, after an empty one a
 * pause that grows at random. Within the hot window after a message (ours, not the real host's) there is hardly a pause.
 */
export function pollQueue<Message>({ receive, handle, settings, hotGate }: PollOptions<Message>): Polling {
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
      // Nothing that one round throws may end the listener.
      await round().catch(() => pause(settings.maxPollingInterval));
    }

    async function round(): Promise<void> {
      const looksAgain: boolean = foundNone && isHot();
      const messages: readonly Message[] = await (looksAgain
        ? hotGate.run(() => receive(giveUp.signal))
        : receive(giveUp.signal));
      for (const message of messages) start(message);
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
      // A failed message is not to be tried again faster than the real host would.
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
    wake,
    stop: async () => {
      stopping = true;
      endPause();
      const timer = setTimeout(() => giveUp.abort(), LAST_REQUEST_MS);
      // What the last request brought is handled, too: giving it back would count as a delivery.
      await polling;
      clearTimeout(timer);
      await Promise.all(running);
    },
  };
}
