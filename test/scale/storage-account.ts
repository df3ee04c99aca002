import type { SimulatedClock } from './clock.ts';
import type { Dice } from './random.ts';

export interface StorageLimits {
  /** Requests a second to the whole account. */
  readonly account: number;
  /** Requests a second to one queue or one partition of a table. */
  readonly partition: number;
}

export interface StorageTimes {
  /** Mean time of a request, milliseconds. */
  readonly requestMs: number;
  /** Milliseconds for which the server works on one request alone. Azure: 0. Azurite is one process. */
  readonly serverMs?: number;
}

/** A queue or a partition of a table. */
export interface Partition {
  readonly bucket: TokenBucket;
}

/** Pauses of the SDK between tries, milliseconds: shared/azure/storage/storage.ts (four tries from 200 ms, doubling, without jitter). */
const RETRY_PAUSES = [0, 200, 600];

/** Allows so many requests a second, and those of a second at once. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #size: number;
  #tokens: number;
  #at = 0;

  constructor(perSecond: number) {
    this.#perMs = perSecond / 1000;
    this.#size = perSecond;
    this.#tokens = perSecond;
  }

  /** Takes a token if there is one. */
  take(now: number, tokens = 1): boolean {
    this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#tokens < tokens) return false;
    this.#tokens -= tokens;
    return true;
  }
}

/** A storage account that refuses requests beyond its limits, as Azure does with 503. */
export class StorageAccount {
  readonly #clock: SimulatedClock;
  readonly #dice: Dice;
  readonly #limits: StorageLimits;
  readonly #times: StorageTimes;
  readonly #bucket: TokenBucket;
  #serverFreeAt = 0;
  /** True during an outage: every request is refused. */
  isDown = false;
  requests = 0;
  /** Requests that were refused because of a limit. */
  throttled = 0;

  constructor(clock: SimulatedClock, dice: Dice, limits: StorageLimits, times: StorageTimes) {
    this.#clock = clock;
    this.#dice = dice;
    this.#limits = limits;
    this.#times = times;
    this.#bucket = new TokenBucket(limits.account);
  }

  partition(): Partition {
    return { bucket: new TokenBucket(this.#limits.partition) };
  }

  /** Sends a request and repeats it as the SDK does. `answered` is called once, with false when all four tries failed. */
  request(partition: Partition, answered: (ok: boolean) => void, tries = 0): void {
    const isAccepted = this.#accepts(partition);
    this.#clock.after(this.#latency(), () => {
      if (isAccepted && !this.isDown) return answered(true);
      const pause = RETRY_PAUSES[tries];
      if (pause === undefined) return answered(false);
      this.#clock.after(pause, () => this.request(partition, answered, tries + 1));
    });
  }

  /** Counts requests of others, or of which the effect does not matter, against the limits. */
  charge(partition: Partition, requests = 1): void {
    this.requests += requests;
    partition.bucket.take(this.#clock.now, requests);
    this.#bucket.take(this.#clock.now, requests);
    const { serverMs = 0 } = this.#times;
    if (serverMs > 0) this.#serverFreeAt = Math.max(this.#clock.now, this.#serverFreeAt) + serverMs * requests;
  }

  #accepts(partition: Partition): boolean {
    this.requests += 1;
    const isAccepted = this.#bucket.take(this.#clock.now) && partition.bucket.take(this.#clock.now);
    if (!isAccepted) this.throttled += 1;
    return isAccepted;
  }

  #latency(): number {
    const { requestMs, serverMs = 0 } = this.#times;
    const own = this.#dice.duration(requestMs);
    if (serverMs === 0) return own;
    const { now } = this.#clock;
    this.#serverFreeAt = Math.max(now, this.#serverFreeAt) + this.#dice.duration(serverMs);
    return own + this.#serverFreeAt - now;
  }
}
