import type { SimulatedClock } from './clock.ts';
import type { Partition, StorageAccount } from './storage-account.ts';

/** A call on its way. */
export interface Call {
  /** The moment at which the agent made it, milliseconds. */
  readonly madeAt: number;
  readonly recorded: boolean;
  /** True when its handler asks a model. */
  readonly needsModel: boolean;
  readonly handlerMs: number;
  insertedAt: number;
  deliveries: number;
  answers: number;
  /** True when the answer says that the call was not carried out: too late, or no attempt is left. */
  failed: boolean;
  state: 'made' | 'waiting' | 'taken' | 'removed' | 'dead';
}

/** The two queues of a tool on one account. */
export class ToolQueue {
  readonly account: StorageAccount;
  readonly input: Partition;
  readonly output: Partition;
  /** Partition of the records of calls that are not idempotent. */
  readonly records: Partition;
  readonly #clock: SimulatedClock;
  #waiting: Call[] = [];
  #head = 0;
  #length = 0;

  constructor(clock: SimulatedClock, account: StorageAccount, records: Partition) {
    this.#clock = clock;
    this.account = account;
    this.input = account.partition();
    this.output = account.partition();
    this.records = records;
  }

  /** Messages on the input queue, hidden ones included: the scale controller sees this number. */
  get length(): number {
    return this.#length;
  }

  put(call: Call): void {
    call.insertedAt = this.#clock.now;
    this.#length += 1;
    this.#show(call);
  }

  take(count: number): Call[] {
    const taken: Call[] = [];
    for (
      let call = this.#waiting[this.#head];
      call !== undefined && taken.length < count;
      call = this.#waiting[this.#head]
    ) {
      this.#head += 1;
      call.state = 'taken';
      taken.push(call);
    }
    if (this.#head > 10_000 && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }

  /** Shows a taken message again after a pause. */
  release(call: Call, pause: number): void {
    this.#clock.after(pause, () => {
      if (call.state === 'taken') this.#show(call);
    });
  }

  remove(call: Call, state: 'removed' | 'dead'): void {
    if (call.state === 'removed' || call.state === 'dead') return;
    call.state = state;
    this.#length -= 1;
  }

  #show(call: Call): void {
    call.state = 'waiting';
    this.#waiting.push(call);
  }
}
