import { UPLOADS_PER_SECOND } from '../../shared/core/limits.ts';
import { type BlobRow, noticed, postponed } from '../../shared/ingestion/ledger/blob-state.ts';
import { AdaptiveRateLimiter } from '../../shared/ingestion/sync/adaptive-rate-limiter.ts';
import { BatchPolling } from '../../shared/ingestion/sync/batch-watcher.ts';
import { planBatch } from '../../shared/ingestion/sync/plan-batch.ts';
import { SimulatedClock } from './clock.ts';
import { Histogram } from './histogram.ts';
import { Dice } from './random.ts';
import { TokenBucket } from './storage-account.ts';

export interface DocumentScenario {
  readonly seed: number;
  readonly seconds: number;
  readonly documentsPerSecond: number;
  readonly outage?: { readonly fromSeconds: number; readonly seconds: number };
  /** Uploads a second that the service accepts; below the published limit the app has to find it out. */
  readonly servicePerSecond: number;
  readonly uploadMs: number;
  /** Milliseconds after which an upload is known to have failed, the SDK's own retries included. */
  readonly failureMs: number;
  /** Time of the service for a batch: fixed, and for each file. Milliseconds. */
  readonly batchMs: readonly [fixed: number, perFile: number];
  readonly settings: {
    readonly atOnce: number;
    readonly most: number;
    readonly latency: number;
    readonly quiet: number;
  };
}

export interface DocumentResult {
  readonly arrived: number;
  readonly indexed: number;
  /** Documents that failed in every attempt: the nightly repair tries them again. */
  readonly failed: number;
  readonly searchableMs: Histogram;
  readonly largestBacklog: number;
  /** Seconds from the end of the outage until the backlog is as small as before it. */
  readonly recoverySeconds: number;
  readonly batches: number;
  readonly polls: number;
  readonly refused: number;
  readonly samples: readonly { readonly second: number; readonly backlog: number; readonly failed: number }[];
}

interface Document {
  readonly arrivedAt: number;
  row: BlobRow;
  uploadedAt: number;
}

const SAMPLE_MS = 10_000;
const RETRY_AFTER_MS = 1_000;
/** Longest time after the end within which everything that is open has to end. */
const DRAIN_MS = 6 * 3_600_000;
const MAX_POLLING_MS = 1_000;

/** One sync pass that never ends, with the app's own rate limiter, retries, batches and polling, on one Foundry resource. */
export class DocumentSimulation {
  readonly clock = new SimulatedClock();
  readonly #scenario: DocumentScenario;
  readonly #dice: Dice;
  readonly #limiter: AdaptiveRateLimiter;
  readonly #service: TokenBucket;
  readonly #polling = new BatchPolling();
  readonly #pending: Document[] = [];
  #uploaded: Document[] = [];
  readonly #searchableMs = new Histogram();
  readonly #samples: { second: number; backlog: number; failed: number }[] = [];
  #inProgress = 0;
  #retrying = 0;
  #lastUploadAt = 0;
  #fillSet = false;
  #batchSetAt = Number.POSITIVE_INFINITY;
  #isDown = false;
  #counts = { arrived: 0, indexed: 0, failed: 0, batches: 0, polls: 0, refused: 0, largestBacklog: 0 };
  #recoveredAt: number | undefined;
  #before = 0;

  constructor(scenario: DocumentScenario) {
    this.#scenario = scenario;
    this.#dice = new Dice(scenario.seed);
    this.#limiter = new AdaptiveRateLimiter({ perSecond: UPLOADS_PER_SECOND, atOnce: scenario.settings.atOnce });
    this.#service = new TokenBucket(scenario.servicePerSecond);
  }

  /** Documents that are neither indexed nor failed. */
  get open(): number {
    return this.#counts.arrived - this.#counts.indexed - this.#counts.failed;
  }

  run(): DocumentResult {
    const { seconds, outage } = this.#scenario;
    this.#arriveAgain();
    this.#sampleAgain();
    if (outage) {
      this.clock.after(outage.fromSeconds * 1000, () => {
        this.#isDown = true;
        this.#before = this.open;
      });
      this.clock.after((outage.fromSeconds + outage.seconds) * 1000, () => {
        this.#isDown = false;
      });
    }
    this.clock.run(seconds * 1000);
    const end = seconds * 1000 + DRAIN_MS;
    while (this.open > 0 && this.clock.now < end) this.clock.run(this.clock.now + SAMPLE_MS);
    const ended = outage === undefined ? 0 : outage.fromSeconds + outage.seconds;
    return {
      ...this.#counts,
      searchableMs: this.#searchableMs,
      recoverySeconds: this.#recoveredAt === undefined ? 0 : this.#recoveredAt / 1000 - ended,
      samples: this.#samples,
    };
  }

  #arriveAgain(): void {
    this.clock.after(this.#dice.untilNext(this.#scenario.documentsPerSecond), () => {
      if (this.clock.now >= this.#scenario.seconds * 1000) return;
      this.#counts.arrived += 1;
      const arrivedAt = this.clock.now;
      // The event waits for the next poll of its queue.
      this.clock.after(this.#dice.uniform(0, MAX_POLLING_MS), () => {
        const path = `documents/${this.#counts.arrived}`;
        const row = noticed(undefined, { path, source: 'documents' }, this.clock.now);
        if (row) this.#queue({ arrivedAt, row, uploadedAt: 0 });
      });
      this.#arriveAgain();
    });
  }

  #queue(document: Document): void {
    this.#pending.push(document);
    this.#fill();
  }

  /** Starts uploads as the rate limiter allows, one wait at a time. */
  #fill(): void {
    if (this.#fillSet || this.#pending.length === 0 || this.#inProgress >= this.#limiter.atOnce) return;
    this.#fillSet = true;
    this.clock.after(this.#limiter.reserve(this.clock.now), () => {
      this.#fillSet = false;
      const document = this.#pending.shift();
      if (document) this.#upload(document);
      this.#fill();
    });
  }

  #upload(document: Document): void {
    const { uploadMs, failureMs } = this.#scenario;
    this.#inProgress += 1;
    const end = (ms: number, then: () => void) =>
      this.clock.after(ms, () => {
        this.#inProgress -= 1;
        then();
        this.#fill();
        this.#planBatch();
      });
    if (this.#isDown) {
      end(failureMs, () => {
        this.#limiter.troubled();
        const error = { code: 'service_unavailable', message: 'The service is unavailable.' };
        document.row = postponed(document.row, 'pending', error, this.clock.now);
        if (document.row.status === 'failed') this.#counts.failed += 1;
        else this.#again(document, (document.row.retryAt ?? 0) - this.clock.now);
      });
    } else if (this.#service.take(this.clock.now)) {
      const isFull = this.#inProgress >= this.#limiter.atOnce;
      end(this.#dice.duration(uploadMs), () => {
        this.#limiter.succeeded(isFull);
        this.#lastUploadAt = this.clock.now;
        this.#uploaded.push({ ...document, uploadedAt: this.clock.now });
      });
    } else {
      this.#counts.refused += 1;
      end(this.#dice.duration(uploadMs / 10), () => {
        this.#limiter.refused(this.clock.now, RETRY_AFTER_MS);
        this.#queue(document);
      });
    }
  }

  #again(document: Document, pause: number): void {
    this.#retrying += 1;
    this.clock.after(Math.max(0, pause), () => {
      this.#retrying -= 1;
      this.#queue(document);
    });
  }

  #planBatch(): void {
    const { settings } = this.#scenario;
    const candidates = this.#uploaded.map(({ uploadedAt }, at) => ({ fileId: `${at}`, since: uploadedAt }));
    const isBusy = this.#inProgress > 0 || this.#pending.length > 0;
    const plan = planBatch(candidates, { isBusy, lastAt: this.#lastUploadAt }, settings, this.clock.now);
    if ('files' in plan) {
      const batch = this.#uploaded.slice(0, plan.files.length);
      this.#uploaded = this.#uploaded.slice(plan.files.length);
      this.#index(batch);
      this.#planBatch();
      return;
    }
    const due = this.clock.now + plan.wait;
    if (!Number.isFinite(due) || due >= this.#batchSetAt) return;
    this.#batchSetAt = due;
    this.clock.after(plan.wait, () => {
      this.#batchSetAt = Number.POSITIVE_INFINITY;
      this.#planBatch();
    });
  }

  #index(batch: readonly Document[]): void {
    const [fixed, perFile] = this.#scenario.batchMs;
    const files = batch.length;
    const createdAt = this.clock.now;
    this.#counts.batches += 1;
    let isDone = false;
    const work = this.#dice.duration(fixed + perFile * files, 0.3);
    const finish = () => {
      // The service works on nothing while it is down.
      if (this.#isDown) return this.clock.after(SAMPLE_MS, finish);
      isDone = true;
      for (const { arrivedAt } of batch) this.#searchableMs.add(this.clock.now - arrivedAt);
      this.#counts.indexed += files;
      return undefined;
    };
    this.clock.after(work, finish);
    const poll = () => {
      this.#counts.polls += 1;
      const age = this.clock.now - createdAt;
      if (isDone) return this.#polling.ended(files, age);
      return this.clock.after(this.#polling.next(files, 0, age), poll);
    };
    this.clock.after(this.#polling.first(files), poll);
  }

  #sampleAgain(): void {
    this.clock.after(SAMPLE_MS, () => {
      const { outage } = this.#scenario;
      const second = this.clock.now / 1000;
      const backlog = this.open;
      this.#counts.largestBacklog = Math.max(this.#counts.largestBacklog, backlog);
      this.#samples.push({ second, backlog, failed: this.#counts.failed });
      const isAfter = outage !== undefined && second > outage.fromSeconds + outage.seconds;
      if (isAfter && backlog <= Math.max(1, this.#before * 1.5)) this.#recoveredAt ??= this.clock.now;
      if (second < this.#scenario.seconds) this.#sampleAgain();
    });
  }
}
