import type { SyncContext } from './sync-context.ts';
import type { BlobUploader } from './upload-blob.ts';

/** The uploads of a turn that are under way: as many as there is room for, each followed by the next. */
export class Uploads {
  readonly #tools: Omit<SyncContext, 'settled'>;
  readonly #isOpen: () => boolean;
  readonly #broke: (error: unknown) => void;
  readonly #underWay = new Map<string, Promise<void>>();
  #lastAt = 0;
  #settledBlobs = 0;

  /** @param isOpen whether more may begin @param broke hears of what no other upload would survive either */
  constructor(tools: Omit<SyncContext, 'settled'>, isOpen: () => boolean, broke: (error: unknown) => void) {
    this.#tools = tools;
    this.#isOpen = isOpen;
    this.#broke = broke;
  }

  get size(): number {
    return this.#underWay.size;
  }

  /** When the last one ended. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** Blobs that need no upload any more, one way or the other. */
  get settledBlobs(): number {
    return this.#settledBlobs;
  }

  /** Fills the room there is. */
  fill(uploader: BlobUploader): void {
    const { ledger, uploads, now } = this.#tools;
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

  /** Done when all that are under way now have ended. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#underWay.values()]);
  }
}
