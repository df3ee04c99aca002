import { messageOf, RetryableError } from '../../core/errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { phaseOfStatus } from '../../jobs/contract/job-type.ts';
import type { OpenBatch } from '../ledger/blob-state.ts';
import type { AttachedFile } from '../service/vector-store-client.ts';
import { recordFailed, recordIndexed } from './batch-results.ts';
import { endsPass } from './pass-errors.ts';
import type { SyncContext } from './sync-context.ts';

/** Milliseconds until the first poll of a batch while uploads are in progress. */
const BUSY_FIRST_POLL_MS = 8_000;

/** Milliseconds in which a request without a response may still arrive. */
const LATE_MS = 5_000;

/** Milliseconds after which the files of a batch are read one by one. */
const BATCH_TIMEOUT_MS = 3_600_000;

/** Polls the open batches and records the results of their files. */
export class BatchWatcher {
  readonly #context: SyncContext;
  readonly #looks = new Map<string, number>();
  readonly #pace = new BatchPolling();

  constructor(context: SyncContext) {
    this.#context = context;
  }

  /** Returns the poll that is due, or the milliseconds until the next. */
  next(isBusy: boolean): { readonly look: () => Promise<void> } | { readonly wait: number } {
    const { ledger, now } = this.#context;
    let wait = Number.POSITIVE_INFINITY;
    for (const batch of ledger.batches.values()) {
      const first = Math.max(this.#pace.first(batch.fileIds.length), isBusy ? BUSY_FIRST_POLL_MS : 0);
      const due = this.#looks.get(batch.key) ?? batch.createdAt + first;
      if (due <= now()) return { look: () => this.#look(batch) };
      wait = Math.min(wait, due - now());
    }
    return { wait };
  }

  async #look(batch: OpenBatch): Promise<void> {
    const { now, log } = this.#context;
    const age = now() - batch.createdAt;
    const pause = this.#pace.next(batch.fileIds.length, 0, age);
    this.#looks.set(batch.key, now() + pause);
    try {
      const asked =
        age > BATCH_TIMEOUT_MS || batch.batchId === undefined
          ? await this.#oneByOne(batch, age)
          : await this.#whole(batch, batch.batchId, age);
      if (asked !== undefined) this.#looks.set(batch.key, now() + asked);
    } catch (error) {
      if (error instanceof RetryableError) {
        this.#looks.set(batch.key, now() + Math.max(pause, error.retryAfter));
        log.warn(`The batch ${batch.batchId ?? batch.key} could not be read: ${error.message}`);
      } else if (error instanceof RequestError && error.code === 'not_found') {
        await this.#oneByOne(batch, Math.max(age, LATE_MS));
      } else throw error;
    }
  }

  /** @returns milliseconds until the next poll: as long as the batch may still take, or as the service asked */
  async #whole(batch: OpenBatch, batchId: string, age: number): Promise<number | undefined> {
    const { service, storeId, log } = this.#context;
    const files = batch.fileIds.length;
    const { status, completed, asked = 0 } = await service.batch(storeId, batchId);
    switch (
      phaseOfStatus(status, {
        running: ['in_progress', 'cancelling'],
        done: ['completed'],
        failed: ['failed', 'expired'],
        cancelled: ['cancelled', 'canceled'],
      })
    ) {
      case 'running':
        return Math.max(asked, this.#pace.next(files, completed, age));
      case 'done':
      case 'failed':
      case 'cancelled': {
        this.#pace.ended(files, age);
        const found = completed >= files ? undefined : await collect(service.batchFiles(storeId, batchId));
        await this.#settle(batch, found);
        return undefined;
      }
      default:
        log.warn(`The batch ${batchId} is "${status}", which is not known here. Waiting.`);
        return Math.max(asked, this.#pace.next(files, 0, age));
    }
  }

  /** Reads the files of a batch whose id is unknown, or that the service does not know any more. */
  async #oneByOne(batch: OpenBatch, age: number): Promise<number | undefined> {
    const { service, storeId, ledger } = this.#context;
    if (age < LATE_MS) return LATE_MS - age;
    const wanted = new Set(batch.fileIds);
    const found = (await collect(service.attached(storeId))).filter(({ fileId }) => wanted.has(fileId));
    if (found.length === 0) ledger.close(batch.key);
    else if (age > BATCH_TIMEOUT_MS || !found.some(({ status }) => status === 'in_progress'))
      await this.#settle(batch, found);
    return undefined;
  }

  /** @param found files of the batch, or undefined when all are indexed. Files that are not found go into another batch. */
  async #settle(batch: OpenBatch, found: readonly AttachedFile[] | undefined): Promise<void> {
    const { ledger, service, storeId, now, log } = this.#context;
    const kept = new Map(batch.fileIds.map((fileId, at) => [fileId, batch.fingerprints?.[at]]));
    const isIndexed = (fileId: string) =>
      recordIndexed(ledger, { fileId, batch: batch.batchId, fingerprint: kept.get(fileId) }, now());
    if (found === undefined) batch.fileIds.forEach(isIndexed);
    const retried: string[] = [];
    for (const file of found ?? []) {
      if (file.status === 'completed') isIndexed(file.fileId);
      else if (recordFailed(ledger, file, now())) retried.push(file.fileId);
    }
    for (const fileId of retried) {
      try {
        // A file has to leave the store before it can be attached again.
        await service.detach(storeId, fileId);
      } catch (error) {
        if (error instanceof RetryableError || endsPass(error)) throw error;
        log.warn(`${fileId} could not be taken out of the vector store: ${messageOf(error)}`);
      }
    }
    ledger.close(batch.key);
    this.#looks.delete(batch.key);
  }
}

async function collect(files: AsyncIterable<AttachedFile>): Promise<AttachedFile[]> {
  const found: AttachedFile[] = [];
  for await (const file of files) found.push(file);
  return found;
}

/** First poll of a batch, and shortest and longest pause between two polls, in milliseconds. */
const FIRST_POLL_MS = 250;
const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;
/** Pause as a share of the batch's age while its progress is unknown. */
const SHARE_OF_AGE = 0.5;
/** Factor on the estimate: a poll that is too early costs a request, one that is too late a moment. */
const MARGIN = 1.15;
/** Shortest pause as a share of the batch's age. */
const LEAST_SHARE_OF_AGE = 0.1;

/** Assumed milliseconds per file before anything is measured. */
const UNKNOWN_MS = 5;

/** Estimates the time of a batch from earlier polls, so that few polls are needed. */
export class BatchPolling {
  #perFile: number | undefined;

  /** Milliseconds from the creation of a batch to the first poll. */
  first(files: number): number {
    return between(FIRST_POLL_MS, (this.#perFile ?? UNKNOWN_MS) * files * MARGIN, LONGEST_PAUSE_MS);
  }

  /** Milliseconds from a poll that found `done` files to the next. */
  next(files: number, done: number, age: number): number {
    if (done > 0) this.#perFile = age / done;
    const left = done === 0 ? age * SHARE_OF_AGE : ((files - done) * age * MARGIN) / done;
    return between(Math.max(SHORTEST_PAUSE_MS, age * LEAST_SHARE_OF_AGE), left, LONGEST_PAUSE_MS);
  }

  /** Records a batch that had ended when it was polled. */
  ended(files: number, age: number): void {
    this.#perFile = Math.min(this.#perFile ?? Number.POSITIVE_INFINITY, age / files);
  }
}

const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value));
