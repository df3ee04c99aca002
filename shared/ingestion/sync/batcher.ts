import { RetryableError } from '../../core/errors.ts';
import type { RequestError } from '../../core/request-error.ts';
import { statusOf } from '../../foundry/service-error.ts';
import type { OpenBatch } from '../ledger/blob-state.ts';
import { failed } from '../ledger/blob-state.ts';
import { indexFingerprint, STALE } from '../ledger/index-fingerprint.ts';
import type { Attachment } from '../service/vector-store-client.ts';
import { isAboutTheFile } from '../service/vector-store-client.ts';
import { recordLost } from './batch-results.ts';
import { candidatesOf, planBatch, type UploadActivity } from './plan-batch.ts';
import { Semaphore } from './semaphore.ts';
import type { SyncContext } from './sync-context.ts';

const DETACHES_AT_ONCE = 8;

/** Before another batch is tried after one that went wrong, milliseconds. */
const LEAST_PAUSE_MS = 1_000;

/**
 * Makes batches of what has been uploaded. A batch is in the ledger before the service is asked for it: whatever happens to the
 * request, its files are not put into another one until it is clear what became of it.
 */
export class Batcher {
  readonly #tools: SyncContext;
  /** After a refused batch, its files go into smaller ones, down to one each: so the one that is in the way is found. */
  readonly #caps = new Map<string, number>();
  #made = 0;
  #notBefore = 0;

  constructor(tools: SyncContext) {
    this.#tools = tools;
  }

  /** Makes one batch if one is due; else the milliseconds until one may be. */
  next(outlook: UploadActivity): { readonly make: () => Promise<void> } | { readonly wait: number } {
    const { ledger, batches, attaches, now } = this.#tools;
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
    const { ledger, service, storeId, attaches, now, log, store } = this.#tools;
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
      for (const fileId of fileIds) this.#caps.delete(fileId);
      log.info(`${store}: ${fileIds.length} files are in the batch ${batchId}.`);
    } catch (error) {
      if (error instanceof RetryableError) {
        const pause = Math.max(LEAST_PAUSE_MS, error.retryAfter);
        this.#notBefore = now() + pause;
        if (statusOf(error.cause) !== 429) return;
        // Only a 429 says for certain that there is no batch.
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
   * Files that are to be cut anew are taken out of the store first: one that is in there stays as it was cut. Those that cannot be taken
   * out now go into a later batch, those that nobody wants any more into none.
   */
  async #withoutThoseStillIn(fileIds: readonly string[]): Promise<readonly string[]> {
    const { ledger, service, storeId } = this.#tools;
    const gate = new Semaphore(DETACHES_AT_ONCE);
    const trouble: RetryableError[] = [];
    const takenOut = async (fileId: string) => {
      if (ledger.firstOf(fileId)?.fingerprint !== STALE) return [fileId];
      try {
        await gate.run(() => service.detach(storeId, fileId));
        return [fileId];
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error;
        trouble.push(error);
        return [];
      }
    };
    const ready = (await Promise.all(fileIds.map(takenOut))).flat().filter((fileId) => ledger.firstOf(fileId));
    const [first] = trouble;
    if (ready.length === 0 && first !== undefined) throw first;
    return ready;
  }

  #attachments(fileIds: readonly string[]): Attachment[] {
    const { ledger, sources } = this.#tools;
    return fileIds.map((fileId) => {
      const row = ledger.firstOf(fileId);
      const { chunking } = sources.named(row?.source ?? '') ?? {};
      return { fileId, attributes: row?.attributes ?? {}, ...(chunking === undefined ? {} : { chunking }) };
    });
  }

  async #refused(fileIds: readonly string[], error: RequestError): Promise<void> {
    const { ledger, service, storeId, now, log } = this.#tools;
    if (!(await service.storeExists(storeId))) throw new StoreGone(`The vector store ${storeId} is gone.`);
    log.warn(`A batch of ${fileIds.length} files was refused: ${error.message}`);
    if (fileIds.length > 1) {
      for (const fileId of fileIds) this.#caps.set(fileId, Math.max(1, Math.floor(fileIds.length / 2)));
      return;
    }
    for (const fileId of fileIds) {
      this.#caps.delete(fileId);
      if (error.code === 'not_found') recordLost(ledger, fileId, now());
      for (const path of ledger.usersOf(fileId)) {
        const row = ledger.rows.get(path);
        if (row?.fileId === fileId) ledger.put(failed(row, error.reason, now()));
      }
    }
  }
}

/** Somebody deleted the vector store, or it expired. */
export class StoreGone extends Error {
  override readonly name = 'StoreGone';
}
