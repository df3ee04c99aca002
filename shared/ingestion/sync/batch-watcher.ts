import { messageOf, RetryableError } from '../../core/errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { phaseOfStatus } from '../../jobs/contract/phase-of-status.ts';
import type { OpenBatch } from '../ledger/blob-state.ts';
import type { AttachedFile } from '../service/vector-store-client.ts';
import { recordFailed, recordIndexed } from './batch-results.ts';
import { endsPass } from './pass-errors.ts';
import type { SyncContext } from './sync-context.ts';

/** While uploads go on there is no hurry to hear of a batch, milliseconds. */
const BUSY_FIRST_POLL_MS = 8_000;

/** A request without an answer may arrive for so long after. */
const LATE_MS = 5_000;

/** A batch that has not ended by then is not waited for: its files are looked at one by one. */
const BATCH_TIMEOUT_MS = 3_600_000;

/** Looks at the open batches and notes what became of their files. */
export class BatchWatcher {
  readonly #tools: SyncContext;
  readonly #looks = new Map<string, number>();
  readonly #pace = new BatchPolling();

  constructor(tools: SyncContext) {
    this.#tools = tools;
  }

  /** The batch to look at now; else the milliseconds until the next look. While other work goes on, there is no hurry. */
  next(isBusy: boolean): { readonly look: () => Promise<void> } | { readonly wait: number } {
    const { ledger, now } = this.#tools;
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
    const { now, log } = this.#tools;
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

  /** Returns the wait until the next look: as long as it may still take, or as the service asked for. */
  async #whole(batch: OpenBatch, batchId: string, age: number): Promise<number | undefined> {
    const { service, storeId, log } = this.#tools;
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

  /** What became of a batch whose id is not known, or which has been forgotten: its files tell. */
  async #oneByOne(batch: OpenBatch, age: number): Promise<number | undefined> {
    const { service, storeId, ledger } = this.#tools;
    if (age < LATE_MS) return LATE_MS - age;
    const wanted = new Set(batch.fileIds);
    const found = (await collect(service.attached(storeId))).filter(({ fileId }) => wanted.has(fileId));
    if (found.length === 0) ledger.close(batch.key);
    else if (age > BATCH_TIMEOUT_MS || !found.some(({ status }) => status === 'in_progress'))
      await this.#settle(batch, found);
    return undefined;
  }

  /** `found` is what is not simply indexed, or undefined when all is. Files that are not found go into another batch. */
  async #settle(batch: OpenBatch, found: readonly AttachedFile[] | undefined): Promise<void> {
    const { ledger, service, storeId, now, log } = this.#tools;
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

/** The soonest look at a batch, the shortest pause between two, and the longest, milliseconds. */
const FIRST_POLL_MS = 500;
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
/** While nothing is known of it, a batch is looked at again after half its age. */
const SHARE_OF_AGE = 0.5;
/** A look that comes too early costs a call, one that comes too late a moment. */
const MARGIN = 1.15;
/** Looks do not follow one another faster than this share of the batch's age, whatever it promises. */
const LEAST_SHARE_OF_AGE = 0.1;

/** What a file is taken to take as long as nothing is known, milliseconds. */
const UNKNOWN_MS = 5;

/** How long the service takes with a file, learned from the batches that were looked at: so that few looks are needed. */
export class BatchPolling {
  #perFile: number | undefined;

  /** Milliseconds from the making of a batch to the first look. */
  first(files: number): number {
    return between(FIRST_POLL_MS, (this.#perFile ?? UNKNOWN_MS) * files * MARGIN, LONGEST_PAUSE_MS);
  }

  /** Milliseconds from a look that found so many of its files done to the next one. */
  next(files: number, done: number, age: number): number {
    if (done > 0) this.#perFile = age / done;
    const left = done === 0 ? age * SHARE_OF_AGE : ((files - done) * age * MARGIN) / done;
    return between(Math.max(SHORTEST_PAUSE_MS, age * LEAST_SHARE_OF_AGE), left, LONGEST_PAUSE_MS);
  }

  /** A batch had ended when it was looked at: it took so long at most. */
  ended(files: number, age: number): void {
    this.#perFile = Math.min(this.#perFile ?? Number.POSITIVE_INFINITY, age / files);
  }
}

const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value));
