import { SimulatedClock } from './clock.ts';
import { Histogram } from './histogram.ts';
import { type HostSettings, Instance, type InstanceTimes } from './instance.ts';
import { ModelService } from './model-service.ts';
import { Dice } from './random.ts';
import { StorageAccount, type StorageLimits, type StorageTimes } from './storage-account.ts';
import { type Call, ToolQueue } from './tool-queue.ts';

export interface Outage {
  /** `foundry`: no agent runs and no model answers. `storage`: one account. `zone`: a third of the instances dies. */
  readonly of: 'foundry' | 'storage' | 'zone';
  readonly fromSeconds: number;
  readonly seconds: number;
}

export interface Scaling {
  /** Seconds between two decisions about a function. */
  readonly decisionSeconds: number;
  /** Instances that one decision may add. */
  readonly step: number;
  readonly coldStartMs: number;
  /** Instances of the region, for all functions together. */
  readonly quota: number;
  /** Instances of one function: `maximumInstanceCount`. */
  readonly most: number;
  /** Instances of each function at the beginning. */
  readonly first: number;
}

export interface CallScenario {
  readonly seed: number;
  readonly seconds: number;
  /** Seconds at the beginning that are not measured. */
  readonly warmUpSeconds: number;
  readonly callsPerSecond: number;
  readonly tools: number;
  /** Storage accounts; each tool has a pair of queues and a function on every one. */
  readonly shards: number;
  readonly recordedShare: number;
  /** Share of the calls whose handler asks a model. */
  readonly modelShare: number;
  readonly modelPerSecond: number;
  readonly retryAfterMs: number;
  readonly handlerMs: number;
  readonly host: HostSettings;
  readonly times: InstanceTimes;
  readonly storage: StorageTimes;
  readonly limits: StorageLimits;
  readonly scaling: Scaling;
  readonly outages: readonly Outage[];
  /** Calls of users who could not ask during an outage of Foundry come back within this time after it. */
  readonly returnWithinSeconds: number;
  /** Calls that are made at once at the beginning instead of over time: a closed test. */
  readonly inFlight?: number;
}

export interface Sample {
  readonly second: number;
  /** Messages on the input queues, hidden ones included. */
  readonly backlog: number;
  readonly instances: number;
  readonly answersPerSecond: number;
  readonly p99: number;
}

export interface CallResult {
  readonly made: number;
  /** Calls that no account accepted: the agent got an error at once. */
  readonly refused: number;
  readonly answered: number;
  readonly answeredTwice: number;
  /** Answers that say that the call was not carried out. */
  readonly failed: number;
  readonly dead: number;
  /** Messages that a killed instance left in the host's own lock, hidden for ten minutes. */
  readonly hiddenByKill: number;
  readonly answerMs: Histogram;
  /** Answer time less the time of the handler: waiting, CPU and storage. */
  readonly overheadMs: Histogram;
  readonly samples: readonly Sample[];
  readonly requestsPerSecond: number;
  readonly throttled: number;
  readonly modelRefused: number;
  /** Mean of the instances while measured. */
  readonly instances: number;
  readonly cpuShare: number;
  /** Answers a second while measured. */
  readonly perSecond: number;
  readonly events: number;
}

const SAMPLE_SECONDS = 10;
/** Decisions in a row that ask for fewer instances before one is removed. */
const CALM_DECISIONS = 6;
const ZONES = 3;

/** Simulates agents, tool queues, storage accounts and scaled instances, and then lets every call end. */
export class CallSimulation {
  readonly clock = new SimulatedClock();
  readonly #scenario: CallScenario;
  readonly #dice: Dice;
  readonly #accounts: StorageAccount[];
  readonly #queues: ToolQueue[];
  readonly #fleets: { instances: Instance[]; starting: number; calm: number }[];
  readonly #model: ModelService;
  readonly #answerMs = new Histogram();
  readonly #overheadMs = new Histogram();
  readonly #samples: Sample[] = [];
  #interval = new Histogram();
  #made = 0;
  #refused = 0;
  #answered = 0;
  #answeredTwice = 0;
  #failed = 0;
  #dead = 0;
  #hiddenByKill = 0;
  #open = 0;
  #instanceSeconds = 0;
  #measuredAnswers = 0;
  #cpuAtStart = 0;
  #retiredCpuMs = 0;

  constructor(scenario: CallScenario) {
    this.#scenario = scenario;
    this.#dice = new Dice(scenario.seed);
    const { clock } = this;
    this.#model = new ModelService(clock, scenario.modelPerSecond, scenario.retryAfterMs);
    this.#accounts = Array.from(
      { length: scenario.shards },
      () => new StorageAccount(clock, this.#dice, scenario.limits, scenario.storage),
    );
    this.#queues = this.#accounts.flatMap((account) =>
      Array.from({ length: scenario.tools }, () => new ToolQueue(clock, account, account.partition())),
    );
    this.#fleets = this.#queues.map(() => ({ instances: [], starting: 0, calm: 0 }));
  }

  run(): CallResult {
    const { seconds, warmUpSeconds, scaling, outages, inFlight } = this.#scenario;
    const until = seconds * 1000;
    for (const at of this.#queues.keys()) {
      for (let count = 0; count < scaling.first; count++) this.#start(at, 0);
      this.#decideAgain(at, this.#dice.uniform(0, scaling.decisionSeconds * 1000));
      if (inFlight === undefined) this.#makeAgain(at);
    }
    for (const outage of outages) this.#plan(outage);
    for (let count = 0; count < (inFlight ?? 0); count++) this.#make(count % this.#queues.length);
    this.#sampleAgain();
    this.clock.after(warmUpSeconds * 1000, () => {
      this.#cpuAtStart = this.#cpuMs();
    });
    this.clock.run(until);
    const measured = seconds - warmUpSeconds;
    const cpu = this.#cpuMs() - this.#cpuAtStart;
    const requests = this.#accounts.reduce((sum, account) => sum + account.requests, 0);
    // What is still open ends; nothing new is made.
    for (let more = 0; this.#open > 0 && more < DRAIN_SECONDS; more += SAMPLE_SECONDS) {
      this.clock.run(this.clock.now + SAMPLE_SECONDS * 1000);
    }
    return {
      made: this.#made,
      refused: this.#refused,
      answered: this.#answered,
      answeredTwice: this.#answeredTwice,
      failed: this.#failed,
      dead: this.#dead,
      hiddenByKill: this.#hiddenByKill,
      answerMs: this.#answerMs,
      overheadMs: this.#overheadMs,
      samples: this.#samples,
      requestsPerSecond: requests / seconds,
      throttled: this.#accounts.reduce((sum, account) => sum + account.throttled, 0),
      modelRefused: this.#model.refused,
      instances: this.#instanceSeconds / Math.max(1, this.#samples.length),
      cpuShare: cpu / (this.#instanceSeconds / Math.max(1, this.#samples.length)) / (measured * 1000),
      perSecond: this.#measuredAnswers / measured,
      events: this.clock.events,
    };
  }

  /** Calls without an answer or a dead letter. */
  get open(): number {
    return this.#open;
  }

  #cpuMs(): number {
    return this.#fleets.reduce(
      (sum, { instances }) => sum + instances.reduce((own, { cpuMs }) => own + cpuMs, 0),
      this.#retiredCpuMs,
    );
  }

  #rateNow(): number {
    const { callsPerSecond, outages, returnWithinSeconds } = this.#scenario;
    const second = this.clock.now / 1000;
    const rate = callsPerSecond / this.#queues.length;
    for (const { of, fromSeconds, seconds } of outages) {
      if (of !== 'foundry') continue;
      const end = fromSeconds + seconds;
      if (second >= fromSeconds && second < end) return 0;
      if (second >= end && second < end + returnWithinSeconds) return rate * (1 + seconds / returnWithinSeconds);
    }
    return rate;
  }

  /** Makes calls of one tool on one account, one after another, at random times. */
  #makeAgain(at: number): void {
    const rate = this.#rateNow();
    this.clock.after(rate === 0 ? 1_000 : this.#dice.untilNext(rate), () => {
      if (this.clock.now >= this.#scenario.seconds * 1000) return;
      // The rate may have changed to zero meanwhile.
      if (rate > 0 && this.#rateNow() > 0) this.#make(at);
      this.#makeAgain(at);
    });
  }

  #make(at: number): void {
    const { recordedShare, modelShare, handlerMs } = this.#scenario;
    const queue = this.#queues[at];
    if (queue === undefined) return;
    const call: Call = {
      madeAt: this.clock.now,
      recorded: this.#dice.chance(recordedShare),
      needsModel: this.#dice.chance(modelShare),
      handlerMs: handlerMs === 0 ? 0 : this.#dice.duration(handlerMs, 0.8),
      insertedAt: 0,
      deliveries: 0,
      answers: 0,
      failed: false,
      state: 'made',
    };
    this.#made += 1;
    this.#open += 1;
    queue.account.request(queue.input, (ok) => {
      if (ok) return queue.put(call);
      this.#refused += 1;
      this.#open -= 1;
    });
  }

  #answeredCall(call: Call): void {
    if (call.answers > 1) {
      this.#answeredTwice += 1;
      return;
    }
    this.#answered += 1;
    if (call.failed) this.#failed += 1;
    this.#open -= 1;
    const ms = this.clock.now - call.madeAt;
    this.#interval.add(ms);
    const { warmUpSeconds, seconds, inFlight } = this.#scenario;
    if (this.clock.now >= warmUpSeconds * 1000 && this.clock.now <= seconds * 1000) this.#measuredAnswers += 1;
    if (call.madeAt >= warmUpSeconds * 1000) {
      this.#answerMs.add(ms);
      this.#overheadMs.add(Math.max(0, ms - call.handlerMs));
    }
    if (inFlight !== undefined && this.clock.now < seconds * 1000) this.#make(0);
  }

  #start(at: number, delay: number): void {
    const { host, times } = this.#scenario;
    const [queue, fleet] = [this.#queues[at], this.#fleets[at]];
    if (queue === undefined || fleet === undefined) return;
    fleet.starting += 1;
    this.clock.after(delay, () => {
      fleet.starting -= 1;
      const instance = new Instance(queue, {
        clock: this.clock,
        dice: this.#dice,
        host,
        times,
        model: this.#model,
        observer: {
          answered: (call) => this.#answeredCall(call),
          dead: (call) => {
            if (call.answers > 0) return;
            this.#dead += 1;
            this.#open -= 1;
          },
        },
      });
      fleet.instances.push(instance);
      instance.start();
    });
  }

  #total(): number {
    return this.#fleets.reduce((sum, { instances, starting }) => sum + instances.length + starting, 0);
  }

  #decideAgain(at: number, delay: number): void {
    this.clock.after(delay, () => {
      this.#decide(at);
      this.#decideAgain(at, this.#scenario.scaling.decisionSeconds * 1000);
    });
  }

  /**
   * Target-based scaling: instances = messages / (batchSize + newBatchThreshold), hidden messages included.
   * Source: QueueTargetScaler.cs of the storage extension, read on 2026-12-01.
   */
  #decide(at: number): void {
    const { scaling, host } = this.#scenario;
    const [queue, fleet] = [this.#queues[at], this.#fleets[at]];
    if (queue === undefined || fleet === undefined || scaling.step === 0) return;
    fleet.instances = fleet.instances.filter((instance) => {
      const isGone = instance.isDead || (instance.isStopping && instance.isIdle);
      if (isGone) this.#retiredCpuMs += instance.cpuMs;
      return !isGone;
    });
    const working = fleet.instances.filter(({ isStopping }) => !isStopping).length + fleet.starting;
    // During an outage of storage the length of the queue is unknown: nothing changes.
    if (queue.account.isDown) return;
    const wanted = Math.max(
      1,
      Math.min(scaling.most, Math.ceil(queue.length / (host.batchSize + host.newBatchThreshold))),
    );
    if (wanted > working) {
      fleet.calm = 0;
      const more = Math.min(wanted - working, scaling.step, Math.max(0, scaling.quota - this.#total()));
      for (let count = 0; count < more; count++) this.#start(at, this.#dice.duration(scaling.coldStartMs));
    } else if (wanted < working) {
      fleet.calm += 1;
      if (fleet.calm < CALM_DECISIONS) return;
      const leaving = fleet.instances.find(({ isStopping }) => !isStopping);
      if (leaving) leaving.isStopping = true;
    } else fleet.calm = 0;
  }

  #plan({ of, fromSeconds, seconds }: Outage): void {
    const [first] = this.#accounts;
    this.clock.after(fromSeconds * 1000, () => {
      if (of === 'storage' && first) first.isDown = true;
      else if (of === 'foundry') this.#model.isDown = true;
      else if (of === 'zone') this.#killZone();
      this.clock.after(seconds * 1000, () => {
        if (of === 'storage' && first) first.isDown = false;
        else if (of === 'foundry') this.#model.isDown = false;
      });
    });
  }

  #killZone(): void {
    for (const { instances } of this.#fleets) {
      for (const [at, instance] of instances.entries()) if (at % ZONES === 0) this.#hiddenByKill += instance.kill();
    }
  }

  #sampleAgain(): void {
    this.clock.after(SAMPLE_SECONDS * 1000, () => {
      const instances = this.#fleets.reduce(
        (sum, fleet) => sum + fleet.instances.filter((one) => !one.isDead).length,
        0,
      );
      this.#samples.push({
        second: this.clock.now / 1000,
        backlog: this.#queues.reduce((sum, { length }) => sum + length, 0),
        instances,
        answersPerSecond: this.#interval.count / SAMPLE_SECONDS,
        p99: this.#interval.percentile(0.99),
      });
      this.#instanceSeconds += instances;
      this.#interval = new Histogram();
      if (this.clock.now < this.#scenario.seconds * 1000) this.#sampleAgain();
    });
  }
}

/** Time within which every open call has ended: a lock of the host, a run's lifetime, and retries. */
const DRAIN_SECONDS = 3_600;
