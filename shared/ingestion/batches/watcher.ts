import { RetryableError } from '../../core/errors.ts';
import { Refusal } from '../../core/request-error.ts';
import { judgeStatus } from '../../jobs/contract/phase-of-status.ts';
import type { OpenBatch } from '../ledger/blob-row.ts';
import type { AttachedFile } from '../service/vector-service.ts';
import type { TurnTools } from '../session/turn-tools.ts';
import { BatchPace } from './batch-pace.ts';
import { noteFailed, noteIndexed } from './outcomes.ts';

/** While uploads go on there is no hurry to hear of a batch, milliseconds. */
const BUSY_FIRST_LOOK_MS = 8_000;

/** A request without an answer may arrive for so long after. */
const LATE_MS = 5_000;

/** A batch that has not ended by then is not waited for: its files are looked at one by one. */
export const BATCH_PATIENCE_MS = 3_600_000;

/** Looks at the open batches and notes what became of their files. */
export class BatchWatcher {
  readonly #tools: TurnTools;
  readonly #looks = new Map<string, number>();
  readonly #pace = new BatchPace();

  constructor(tools: TurnTools) {
    this.#tools = tools;
  }

  /** The batch to look at now; else the milliseconds until the next look. While other work goes on, there is no hurry. */
  next(isBusy: boolean): { readonly look: () => Promise<void> } | { readonly wait: number } {
    const { ledger, now } = this.#tools;
    let wait = Number.POSITIVE_INFINITY;
    for (const batch of ledger.batches.values()) {
      const first = Math.max(this.#pace.first(batch.fileIds.length), isBusy ? BUSY_FIRST_LOOK_MS : 0);
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
        age > BATCH_PATIENCE_MS || batch.batchId === undefined
          ? await this.#oneByOne(batch, age)
          : await this.#whole(batch, batch.batchId, age);
      if (asked !== undefined) this.#looks.set(batch.key, now() + asked);
    } catch (error) {
      if (error instanceof RetryableError) {
        this.#looks.set(batch.key, now() + Math.max(pause, error.retryAfter));
        log.warn(`The batch ${batch.batchId ?? batch.key} could not be read: ${error.message}`);
      } else if (error instanceof Refusal && error.code === 'not_found') {
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
      judgeStatus(status, {
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
    else if (age > BATCH_PATIENCE_MS || !found.some(({ status }) => status === 'in_progress'))
      await this.#settle(batch, found);
    return undefined;
  }

  /** `found` is what is not simply indexed, or undefined when all is. Files that are not found go into another batch. */
  async #settle(batch: OpenBatch, found: readonly AttachedFile[] | undefined): Promise<void> {
    const { ledger, service, storeId, now } = this.#tools;
    const kept = new Map(batch.fileIds.map((fileId, at) => [fileId, batch.keptAs?.[at]]));
    const isIndexed = (fileId: string) =>
      noteIndexed(ledger, { fileId, batch: batch.batchId, keptAs: kept.get(fileId) }, now());
    if (found === undefined) batch.fileIds.forEach(isIndexed);
    for (const file of found ?? []) {
      if (file.status === 'completed') isIndexed(file.fileId);
      else if (noteFailed(ledger, file, now())) {
        // To be attached again it has to be taken out first.
        await service.detach(storeId, file.fileId);
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
