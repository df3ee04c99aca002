import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../shared/core/errors.ts';

/** A request that the emulator has answered. */
interface Answered {
  readonly id: string;
  /** When it came, ISO 8601. */
  readonly time: string;
  readonly operation: string | null;
  readonly status: number | null;
  readonly durationMs: number;
}

const LOOK_EVERY_MS = 250;
const UPLOAD = 'Files_UploadFile';

/** Follows what the emulator is asked, by its own journal: exact to the millisecond, and no load for the one who asks. */
export class RequestWatch {
  readonly #journal: string;
  readonly #seen = new Map<string, Answered>();
  readonly #since = new Date().toISOString();
  #watching = true;
  readonly #watched: Promise<void>;

  constructor(emulator: string) {
    this.#journal = `${emulator}/_emulator/requests?limit=500`;
    this.#watched = this.#watch();
  }

  /** Files that have been uploaded so far. */
  get uploaded(): number {
    return this.#uploads().length;
  }

  /** Uploads in a second, from the first that ended to the last. */
  get uploadsPerSecond(): number {
    const ends = this.#uploads().map(({ time, durationMs }) => Date.parse(time) + durationMs);
    return ((ends.length - 1) * 1000) / (Math.max(...ends) - Math.min(...ends));
  }

  /** Requests by operation, and by status where they were refused. */
  get byOperation(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { operation, status } of this.#seen.values()) {
      const name = status !== null && status < 300 ? `${operation}` : `${operation} ${status}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  get total(): number {
    return this.#seen.size;
  }

  async stop(): Promise<void> {
    this.#watching = false;
    await this.#watched;
    await this.#look();
  }

  #uploads(): Answered[] {
    return [...this.#seen.values()].filter(({ operation, status }) => operation === UPLOAD && status === 200);
  }

  async #watch(): Promise<void> {
    while (this.#watching) {
      await this.#look().catch((error: unknown) => console.warn(`  The journal cannot be read: ${messageOf(error)}`));
      await sleep(LOOK_EVERY_MS);
    }
  }

  async #look(): Promise<void> {
    const { requests } = (await (await fetch(this.#journal)).json()) as { readonly requests: readonly Answered[] };
    for (const request of requests) if (request.time >= this.#since) this.#seen.set(request.id, request);
  }
}
