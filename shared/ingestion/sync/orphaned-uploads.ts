import { withoutSuspicion, withSuspicion } from '../ledger/ledger.ts';
import type { SyncContext } from './sync-context.ts';
import { contentMark, markOf } from './upload-name.ts';

/**
 * Files of this deployment at the service without a row: the upload succeeded, and its process died or got no response. A file with wanted
 * content is used; the others are deleted when no work is in progress.
 */
export class OrphanedUploads {
  readonly #context: SyncContext;
  readonly #byContent = new Map<string, string>();

  constructor(context: SyncContext) {
    this.#context = context;
  }

  /** Looks for uploads since a moment. */
  async look(since = this.#context.ledger.lease.suspectSince): Promise<void> {
    if (since === undefined) return;
    const { service, tag } = this.#context;
    for await (const { id, filename, bytes } of service.uploadsSince(since)) {
      const mark = markOf(filename);
      if (mark?.tag === tag && !this.#isKnown(id)) this.#add(keyOf(mark.content, bytes), id);
    }
  }

  /** Returns the file with this content, if there is one. It belongs to the caller then. */
  take(hash: string, bytes: number): string | undefined {
    const content = keyOf(contentMark(hash), bytes);
    const id = this.#byContent.get(content);
    this.#byContent.delete(content);
    return id === undefined || this.#isKnown(id) ? undefined : id;
  }

  /** Deletes the rest. Call it when no upload is in progress. */
  release(): void {
    const { ledger, log } = this.#context;
    const rest = [...this.#byContent.values()].filter((id) => !this.#isKnown(id));
    this.#byContent.clear();
    for (const id of rest) ledger.drop(id);
    if (rest.length > 0) log.warn(`${rest.length} orphaned uploads are deleted at the service.`);
  }

  /** Returns the milliseconds until the last look, or undefined when no upload was interrupted. */
  lastLook(): number | undefined {
    const { suspectSince, suspectUntil = 0 } = this.#context.ledger.lease;
    return suspectSince === undefined ? undefined : Math.max(0, suspectUntil - this.#context.now());
  }

  /** Records an upload that got no response. */
  lostAnswer(begun: number): void {
    const { ledger, now } = this.#context;
    ledger.lease = withSuspicion(ledger.lease, begun, now());
  }

  /** Ends the search after the last look. */
  clear(): void {
    const { ledger } = this.#context;
    ledger.lease = withoutSuspicion(ledger.lease);
  }

  #add(content: string, id: string): void {
    // A second file with the same content is not needed.
    if (this.#byContent.has(content) && this.#byContent.get(content) !== id) this.#context.ledger.drop(id);
    else this.#byContent.set(content, id);
  }

  #isKnown(id: string): boolean {
    const { ledger } = this.#context;
    return ledger.usersOf(id).length > 0 || ledger.drops.has(id);
  }
}

const keyOf = (mark: string, bytes: number): string => `${mark} ${bytes}`;
