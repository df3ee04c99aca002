import { CALL_REQUESTS } from '../../local/capacity/constants.ts';
import { AGENT_RUN_LIFETIME_MS } from '../../shared/core/limits.ts';
import { CALL_TIMINGS, pauseAfter } from '../../shared/tools/call-budget.ts';
import type { SimulatedClock } from './clock.ts';
import type { ModelService } from './model-service.ts';
import type { Dice } from './random.ts';
import type { Call, ToolQueue } from './tool-queue.ts';

/** host.json, and the pump of shared/azure/queues/queue-pump.ts. */
export interface HostSettings {
  readonly batchSize: number;
  readonly newBatchThreshold: number;
  readonly maxPollingMs: number;
  /** Messages that an instance works on at once. */
  readonly pump: number;
  readonly maxDequeueCount: number;
}

export interface InstanceTimes {
  /** CPU of one call on an instance of one core, milliseconds. */
  readonly cpuMs: number;
  /** Milliseconds after which a handler hears that the model is down. */
  readonly modelFailureMs: number;
  /** True when the handler reads a row of a table on the same account before it works. */
  readonly readsRow?: boolean;
}

/** Receives the ends of calls. */
export interface CallObserver {
  answered(call: Call): void;
  dead(call: Call): void;
}

export interface InstanceContext {
  readonly clock: SimulatedClock;
  readonly dice: Dice;
  readonly host: HostSettings;
  readonly times: InstanceTimes;
  readonly model: ModelService;
  readonly observer: CallObserver;
}

const MESSAGES_PER_GET = 32;
/** The values of queue-pump.ts. */
const PUMP_IDLE_MS = 500;
const PUMP_START_MS = 25;
const PUMP_FIRST_PAUSE_MS = 50;
const PUMP_LONGEST_PAUSE_MS = 1_000;
const PUMP_LONGEST_RUN_MS = 60_000;
/** Milliseconds for which the host hides messages, unless the app takes the message over. */
const HOST_LOCK_MS = 600_000;
const SHORTEST_POLLING_MS = 100;
/** Milliseconds before the end of a run after which a call is not begun: call-budget.ts. */
const LATEST_BEGIN_MS = AGENT_RUN_LIFETIME_MS - 30_000;

const HISTORY_REQUESTS = CALL_REQUESTS.tableWrite ?? 0;

interface Held {
  readonly takenAt: number;
  /** True until the app has taken the message over from the host. */
  byHost: boolean;
}

/** One instance that serves one tool queue: the host's trigger, and the app with its pump. */
export class Instance {
  readonly #queue: ToolQueue;
  readonly #context: InstanceContext;
  readonly #held = new Map<Call, Held>();
  #delivered = 0;
  #running = 0;
  #pumping = false;
  #pumpUntil = 0;
  #pumpPause = PUMP_FIRST_PAUSE_MS;
  #lastAt = Number.NEGATIVE_INFINITY;
  #cpuFreeAt = 0;
  #emptyPolls = 0;
  #isPolling = false;
  #roomMade: (() => void) | undefined;
  /** Milliseconds of CPU used. */
  cpuMs = 0;
  isStopping = false;
  isDead = false;

  constructor(queue: ToolQueue, context: InstanceContext) {
    this.#queue = queue;
    this.#context = context;
  }

  get isIdle(): boolean {
    return this.#held.size === 0 && !this.#pumping;
  }

  start(): void {
    this.#poll();
  }

  /**
   * The process dies. Messages that it holds come back when their locks run out.
   * @returns the messages that the host's own lock hides for ten minutes
   */
  kill(): number {
    this.isDead = true;
    const { now } = this.#context.clock;
    let byHost = 0;
    for (const [call, held] of this.#held) {
      if (held.byHost) byHost += 1;
      const lock = held.byHost ? HOST_LOCK_MS : CALL_TIMINGS.lock + renewedFor(now - held.takenAt);
      this.#queue.release(call, Math.max(0, held.takenAt + lock - now));
    }
    this.#held.clear();
    return byHost;
  }

  get #takesMessages(): boolean {
    return !this.isDead && !this.isStopping;
  }

  /** The host gets the next batch while few enough of its invocations run; the one that started the pump waits for it. */
  #poll(): void {
    const { clock, host, dice } = this.#context;
    const invocations = this.#delivered + (this.#pumping ? 1 : 0);
    if (!this.#takesMessages || this.#isPolling || invocations > host.newBatchThreshold) return;
    this.#isPolling = true;
    this.#queue.account.request(this.#queue.input, (ok) => {
      this.#isPolling = false;
      if (this.isDead) return;
      const calls = ok && this.#takesMessages ? this.#queue.take(host.batchSize) : [];
      if (calls.length > 0) {
        this.#emptyPolls = 0;
        for (const call of calls) this.#deliver(call);
        return this.#poll();
      }
      const growth =
        this.#emptyPolls === 0 ? 0 : dice.uniform(0.8, 1.2) * 2 ** (this.#emptyPolls - 1) * SHORTEST_POLLING_MS;
      this.#emptyPolls += 1;
      clock.after(Math.min(host.maxPollingMs, SHORTEST_POLLING_MS + growth), () => this.#poll());
    });
  }

  /** The host runs the function for a message it got. */
  #deliver(call: Call): void {
    const { clock } = this.#context;
    if (this.#delivered > 0 || clock.now - this.#lastAt <= PUMP_IDLE_MS) this.#startPump();
    this.#delivered += 1;
    this.#lastAt = clock.now;
    let isWorking = true;
    clock.after(PUMP_START_MS, () => {
      if (isWorking) this.#startPump();
    });
    const held = { takenAt: clock.now, byHost: true };
    this.#queue.account.request(this.#queue.input, (ok) => {
      if (ok) held.byHost = false;
    });
    this.#process(call, held, () => {
      isWorking = false;
      this.#delivered -= 1;
      this.#pollAgain();
    });
  }

  #pollAgain(): void {
    this.#roomMade?.();
    this.#poll();
  }

  #startPump(): void {
    if (this.#pumping || !this.#takesMessages || this.#context.host.pump === 0) return;
    this.#pumping = true;
    this.#pumpUntil = this.#context.clock.now + PUMP_LONGEST_RUN_MS;
    this.#pumpPause = PUMP_FIRST_PAUSE_MS;
    this.#pump();
  }

  #pump(): void {
    const { clock, host } = this.#context;
    if (this.isDead) return;
    if (!this.#takesMessages || clock.now >= this.#pumpUntil) {
      this.#endPump();
      return;
    }
    const room = host.pump - this.#delivered - this.#running;
    if (room <= 0) {
      this.#roomMade = () => {
        this.#roomMade = undefined;
        this.#pump();
      };
      return;
    }
    this.#queue.account.request(this.#queue.input, (ok) => {
      if (this.isDead) return;
      const calls = ok ? this.#queue.take(Math.min(room, MESSAGES_PER_GET)) : [];
      for (const call of calls) {
        this.#running += 1;
        this.#process(call, { takenAt: clock.now, byHost: false }, () => {
          this.#running -= 1;
          this.#pollAgain();
        });
      }
      if (calls.length > 0) {
        this.#pumpPause = PUMP_FIRST_PAUSE_MS;
        this.#lastAt = clock.now;
        return this.#pump();
      }
      if (this.#delivered === 0 && this.#running === 0 && clock.now - this.#lastAt > PUMP_IDLE_MS)
        return this.#endPump();
      clock.after(this.#pumpPause, () => this.#pump());
      this.#pumpPause = Math.min(this.#pumpPause * 2, PUMP_LONGEST_PAUSE_MS);
    });
  }

  #endPump(): void {
    if (this.#running > 0) {
      // The pump's invocation ends with the messages that it runs.
      this.#roomMade = () => {
        if (this.#running > 0) return;
        this.#roomMade = undefined;
        this.#endPump();
      };
      return;
    }
    this.#pumping = false;
    this.#poll();
  }

  #process(call: Call, held: Held, ended: () => void): void {
    const { clock, host, times, observer } = this.#context;
    this.#held.set(call, held);
    call.deliveries += 1;
    const done = () => {
      if (this.isDead) return;
      this.#held.delete(call);
      ended();
    };
    if (call.deliveries > host.maxDequeueCount) {
      this.#queue.remove(call, 'dead');
      observer.dead(call);
      done();
      return;
    }
    const begin = Math.max(clock.now, this.#cpuFreeAt);
    this.#cpuFreeAt = begin + times.cpuMs;
    this.cpuMs += times.cpuMs;
    clock.after(this.#cpuFreeAt - clock.now, () => {
      if (this.isDead) return;
      if (clock.now - call.insertedAt > LATEST_BEGIN_MS) {
        call.failed = true;
        return this.#answer(call, held, done);
      }
      if (!call.recorded) return this.#handle(call, held, done);
      this.#queue.account.request(this.#queue.records, (ok) => {
        if (ok) this.#handle(call, held, done);
        else this.#fail(call, held, done);
      });
    });
  }

  #handle(call: Call, held: Held, done: () => void): void {
    const { clock, model, times, host } = this.#context;
    if (this.isDead) return;
    const refusal = call.needsModel ? model.ask() : undefined;
    if (refusal === undefined) {
      const work = () => clock.after(call.handlerMs, () => this.#answer(call, held, done));
      if (times.readsRow) this.#queue.account.request(this.#queue.records, work);
      else work();
      return;
    }
    clock.after(times.modelFailureMs, () => {
      // The last delivery is answered with the failure.
      if (call.deliveries >= host.maxDequeueCount) {
        call.failed = true;
        this.#answer(call, held, done);
      } else this.#fail(call, held, done, refusal);
    });
  }

  #answer(call: Call, held: Held, done: () => void): void {
    if (this.isDead) return;
    const { account, input, output, records } = this.#queue;
    // The outcome is recorded beside the answer, the history after it, many rows at a time.
    account.charge(records, HISTORY_REQUESTS + (call.recorded ? 1 : 0));
    account.request(output, (ok) => {
      if (this.isDead) return;
      if (!ok) return this.#fail(call, held, done);
      call.answers += 1;
      this.#context.observer.answered(call);
      // The agent service gets and deletes the answer.
      account.charge(output, 2);
      account.request(input, (deleted) => {
        if (this.isDead) return;
        if (deleted) this.#queue.remove(call, 'removed');
        else this.#expire(call, held);
        done();
      });
    });
  }

  /** Lets the queue deliver the call again: after a pause, or when its lock runs out because storage is away. */
  #fail(call: Call, held: Held, done: () => void, asked = 0): void {
    if (this.isDead) return;
    this.#queue.account.request(this.#queue.input, (ok) => {
      if (this.isDead) return;
      if (ok) this.#queue.release(call, Math.max(asked, pauseAfter(call.deliveries, CALL_TIMINGS)));
      else this.#expire(call, held);
      done();
    });
  }

  #expire(call: Call, { takenAt, byHost }: Held): void {
    const lock = byHost ? HOST_LOCK_MS : CALL_TIMINGS.lock;
    this.#queue.release(call, Math.max(0, takenAt + lock - this.#context.clock.now));
  }
}

/** Milliseconds by which renewals have moved the end of a lock. */
const renewedFor = (age: number): number => Math.floor(age / CALL_TIMINGS.renewal) * CALL_TIMINGS.renewal;
