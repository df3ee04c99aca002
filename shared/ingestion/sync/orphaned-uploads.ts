import { withoutSuspicion, withSuspicion } from '../ledger/ledger.ts';
import type { SyncContext } from './sync-context.ts';
import { contentMark, markOf } from './upload-name.ts';

/**
 * Files of ours at the service that no row knows: their upload went through, and whoever waited for the answer died or heard none.
 * One whose content is wanted after all is used; the others are deleted when all is quiet.
 */
export class OrphanedUploads {
  readonly #tools: SyncContext;
  readonly #byContent = new Map<string, string>();

  constructor(tools: SyncContext) {
    this.#tools = tools;
  }

  /** Looks for them, everything that was uploaded since. */
  async look(since = this.#tools.ledger.lease.suspectSince): Promise<void> {
    if (since === undefined) return;
    const { service, tag } = this.#tools;
    for await (const { id, filename, bytes } of service.uploadsSince(since)) {
      const mark = markOf(filename);
      if (mark?.tag === tag && !this.#isKnown(id)) this.#add(keyOf(mark.content, bytes), id);
    }
  }

  /** The file of this content, if one was found; it is the caller's then. */
  take(hash: string, bytes: number): string | undefined {
    const content = keyOf(contentMark(hash), bytes);
    const id = this.#byContent.get(content);
    this.#byContent.delete(content);
    return id === undefined || this.#isKnown(id) ? undefined : id;
  }

  /** Lets the rest go: nothing is on its way any more. */
  release(): void {
    const { ledger, log } = this.#tools;
    const rest = [...this.#byContent.values()].filter((id) => !this.#isKnown(id));
    this.#byContent.clear();
    for (const id of rest) ledger.drop(id);
    if (rest.length > 0) log.warn(`${rest.length} files that nobody waited for are deleted at the service.`);
  }

  /** Milliseconds until it is worth looking for the last time; undefined when nothing is suspected. */
  lastLook(): number | undefined {
    const { suspectSince, suspectUntil = 0 } = this.#tools.ledger.lease;
    return suspectSince === undefined ? undefined : Math.max(0, suspectUntil - this.#tools.now());
  }

  /** An upload that began then got no answer. */
  lostAnswer(begun: number): void {
    const { ledger, now } = this.#tools;
    ledger.lease = withSuspicion(ledger.lease, begun, now());
  }

  /** All is clear: what could have come late has been looked for. */
  clear(): void {
    const { ledger } = this.#tools;
    ledger.lease = withoutSuspicion(ledger.lease);
  }

  #add(content: string, id: string): void {
    // A second file of the same content is nobody's.
    if (this.#byContent.has(content) && this.#byContent.get(content) !== id) this.#tools.ledger.drop(id);
    else this.#byContent.set(content, id);
  }

  #isKnown(id: string): boolean {
    const { ledger } = this.#tools;
    return ledger.usersOf(id).length > 0 || ledger.drops.has(id);
  }
}

const keyOf = (mark: string, bytes: number): string => `${mark} ${bytes}`;
