import type { SyncContext } from './sync-context.ts';
import type { BlobUploader } from './upload-blob.ts';

/** The uploads in progress, as many as the rate limiter allows. */
export class Uploads {
  readonly #context: Omit<SyncContext, 'settled'>;
  readonly #isOpen: () => boolean;
  readonly #broke: (error: unknown) => void;
  readonly #underWay = new Map<string, Promise<void>>();
  #lastAt = 0;
  #settledBlobs = 0;

  /** @param isOpen true while uploads may start @param broke receives errors that end the pass */
  constructor(context: Omit<SyncContext, 'settled'>, isOpen: () => boolean, broke: (error: unknown) => void) {
    this.#context = context;
    this.#isOpen = isOpen;
    this.#broke = broke;
  }

  get size(): number {
    return this.#underWay.size;
  }

  /** End of the last upload. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** Blobs that were completed or failed. */
  get settledBlobs(): number {
    return this.#settledBlobs;
  }

  /** Starts as many uploads as possible. */
  fill(uploader: BlobUploader): void {
    const { ledger, uploads, now } = this.#context;
    if (!this.#isOpen()) return;
    const isFull = () => this.#underWay.size >= uploads.atOnce;
    for (const path of ledger.pending) {
      if (isFull()) return;
      const row = ledger.rows.get(path);
      if (row === undefined || this.#underWay.has(path) || (row.retryAt ?? 0) > now()) continue;
      const bringing = uploader.bring(row, isFull).catch(this.#broke);
      this.#underWay.set(
        path,
        bringing.then(() => {
          this.#underWay.delete(path);
          this.#lastAt = now();
          if (!ledger.pending.has(path)) this.#settledBlobs++;
          this.fill(uploader);
        }),
      );
    }
  }

  /** Resolves when all uploads in progress have ended. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#underWay.values()]);
  }
}
