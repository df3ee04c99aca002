import { RetryableError } from '../../core/errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { statusOf } from '../../foundry/service-error.ts';
import type { Reason } from '../../jobs/workflow/job-state.ts';
import type { OpenBatch } from '../ledger/blob-state.ts';
import { failed, postponed } from '../ledger/blob-state.ts';
import { indexFingerprint, STALE } from '../ledger/index-fingerprint.ts';
import type { Attachment } from '../service/vector-store-client.ts';
import { isAboutTheFile } from '../service/vector-store-client.ts';
import type { AdaptiveRateLimiter } from './adaptive-rate-limiter.ts';
import { recordLost } from './batch-results.ts';
import { endsPass, reasonOf, StoreGone } from './pass-errors.ts';
import { candidatesOf, planBatch, type UploadActivity } from './plan-batch.ts';
import { Semaphore } from './semaphore.ts';
import type { SyncContext } from './sync-context.ts';

const DETACHES_AT_ONCE = 8;

/** A batch that failed this often without a reason is split. */
const FAILURES_BEFORE_SPLIT = 2;

/** Shortest pause after a failed batch, in milliseconds. */
const LEAST_PAUSE_MS = 1_000;

interface SplitState {
  /** After a refused batch its files go into smaller ones, down to one each: so the one that is in the way is found. */
  readonly caps: Map<string, number>;
  /** Requests in a row that failed with a file without a reason. */
  readonly failures: Map<string, number>;
}

/** Splits outlive a pass, as the rate limiter of their vector store does: a pass ends whenever it has to wait. */
const splits = new WeakMap<AdaptiveRateLimiter, SplitState>();

/**
 * Creates batches of uploaded files. A batch is in the ledger before the request: whatever happens to the request, its files are not put
 * into another batch before the result is known.
 */
export class Batcher {
  readonly #context: SyncContext;
  readonly #caps: SplitState['caps'];
  readonly #failures: SplitState['failures'];
  #made = 0;
  #notBefore = 0;

  constructor(context: SyncContext) {
    this.#context = context;
    const { attaches } = context;
    const { caps, failures } = splits.get(attaches) ?? { caps: new Map(), failures: new Map() };
    splits.set(attaches, { caps, failures });
    this.#caps = caps;
    this.#failures = failures;
  }

  /** Returns the batch that is due, or the milliseconds until the next. */
  next(outlook: UploadActivity): { readonly make: () => Promise<void> } | { readonly wait: number } {
    const { ledger, batches, attaches, now } = this.#context;
    const taken = new Set([...ledger.batches.values()].flatMap(({ fileIds }) => fileIds));
    const candidates = candidatesOf(ledger.uploadedRows(), taken, now());
    const capped = candidates.filter(({ fileId }) => this.#caps.has(fileId));
    const cap = Math.max(1, Math.min(...capped.map(({ fileId }) => this.#caps.get(fileId) ?? batches.most)));
    const plan =
      capped.length > 0
        ? { files: capped.slice(0, cap).map(({ fileId }) => fileId) }
        : planBatch(candidates, outlook, batches, now());
    if ('wait' in plan) return plan;
    const wait = Math.max(this.#notBefore - now(), attaches.wait(now()));
    if (wait > 0) return { wait };
    return { make: () => this.#make(plan.files) };
  }

  async #make(planned: readonly string[]): Promise<void> {
    const { ledger, service, storeId, attaches, now, log, store } = this.#context;
    const fileIds = await this.#withoutThoseStillIn(planned);
    if (fileIds.length === 0) return;
    attaches.reserve(now());
    const createdAt = now();
    const attachments = this.#attachments(fileIds);
    const kept = attachments.map(({ attributes, chunking }) => indexFingerprint(attributes, chunking));
    const batch: OpenBatch = { key: `${createdAt}-${this.#made++}`, fileIds, createdAt, fingerprints: kept };
    ledger.open(batch);
    await ledger.flush();
    try {
      const batchId = await service.attach(storeId, attachments);
      ledger.open({ ...batch, batchId });
      for (const fileId of fileIds) {
        this.#caps.delete(fileId);
        this.#failures.delete(fileId);
      }
      log.info(`${store}: ${fileIds.length} files are in the batch ${batchId}.`);
    } catch (error) {
      if (error instanceof RetryableError) {
        const pause = Math.max(LEAST_PAUSE_MS, error.retryAfter);
        this.#notBefore = now() + pause;
        if (statusOf(error.cause) !== 429) return this.#unanswered(fileIds, error);
        // Only a 429 means for certain that there is no batch.
        ledger.close(batch.key);
        attaches.refused(now(), pause);
        return;
      }
      if (!isAboutTheFile(error)) throw error;
      ledger.close(batch.key);
      await this.#refused(fileIds, error);
    }
  }

  /**
   * Detaches files whose chunking changed, because an attached file keeps its chunks. A file that cannot be detached now goes into a later
   * batch, an unreferenced one into none.
   */
  async #withoutThoseStillIn(fileIds: readonly string[]): Promise<readonly string[]> {
    const { ledger, service, storeId } = this.#context;
    const gate = new Semaphore(DETACHES_AT_ONCE);
    const trouble: RetryableError[] = [];
    const takenOut = async (fileId: string) => {
      if (ledger.firstOf(fileId)?.fingerprint !== STALE) return [fileId];
      try {
        await gate.run(() => service.detach(storeId, fileId));
        return [fileId];
      } catch (error) {
        if (error instanceof RetryableError) trouble.push(error);
        else if (endsPass(error)) throw error;
        else this.#failed(fileId, error instanceof RequestError ? error.reason : reasonOf(error));
        return [];
      }
    };
    const ready = (await Promise.all(fileIds.map(takenOut))).flat().filter((fileId) => ledger.firstOf(fileId));
    const [first] = trouble;
    if (ready.length === 0 && first !== undefined) throw first;
    return ready;
  }

  #attachments(fileIds: readonly string[]): Attachment[] {
    const { ledger, sources } = this.#context;
    return fileIds.map((fileId) => {
      const row = ledger.firstOf(fileId);
      const { chunking } = sources.named(row?.source ?? '') ?? {};
      return { fileId, attributes: row?.attributes ?? {}, ...(chunking === undefined ? {} : { chunking }) };
    });
  }

  /** A request failed that may have been carried out. If it fails again and again, one of its files may be the reason: smaller batches tell. */
  #unanswered(fileIds: readonly string[], error: RetryableError): void {
    const { ledger, now } = this.#context;
    const failures = Math.max(...fileIds.map((fileId) => this.#failures.get(fileId) ?? 0)) + 1;
    for (const fileId of fileIds) this.#failures.set(fileId, failures);
    if (fileIds.length > 1) {
      if (failures % FAILURES_BEFORE_SPLIT !== 0) return;
      for (const fileId of fileIds) this.#caps.set(fileId, Math.max(1, Math.floor(fileIds.length / 2)));
      return;
    }
    for (const fileId of fileIds) {
      for (const path of ledger.usersOf(fileId)) {
        const row = ledger.rows.get(path);
        const reason = { code: 'service_unavailable', message: error.message };
        if (row?.fileId === fileId) ledger.put(postponed(row, 'uploaded', reason, now()));
      }
    }
  }

  async #refused(fileIds: readonly string[], error: RequestError): Promise<void> {
    const { ledger, service, storeId, now, log } = this.#context;
    if (!(await service.storeExists(storeId))) throw new StoreGone(`The vector store ${storeId} is gone.`);
    log.warn(`A batch of ${fileIds.length} files was refused: ${error.message}`);
    if (fileIds.length > 1) {
      for (const fileId of fileIds) this.#caps.set(fileId, Math.max(1, Math.floor(fileIds.length / 2)));
      return;
    }
    for (const fileId of fileIds) {
      this.#caps.delete(fileId);
      if (error.code === 'not_found') recordLost(ledger, fileId, now());
      this.#failed(fileId, error.reason);
    }
  }

  #failed(fileId: string, reason: Reason): void {
    const { ledger, now } = this.#context;
    for (const path of ledger.usersOf(fileId)) {
      const row = ledger.rows.get(path);
      if (row?.fileId === fileId) ledger.put(failed(row, reason, now()));
    }
  }
}
