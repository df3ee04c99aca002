import type { ServerResponse } from 'node:http';
import type { Fault } from './fault.ts';
import type { Incoming } from './incoming-request.ts';

/** A recorded request, without tokens and bodies. */
export interface JournalEntry {
  readonly id: string;
  /** Time of arrival by the machine's clock. */
  readonly time: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly operation: string | null;
  readonly project: string;
  /** `null` when the connection ended without an answer. */
  readonly status: number | null;
  readonly durationMs: number;
  /** Id of the fault that had a hand in it. */
  readonly fault?: string;
}

/** Requests remembered; older ones are forgotten. */
const KEPT = 1_000;

/** The latest requests, in memory. */
export class Journal {
  #entries: JournalEntry[] = [];
  #total = 0;

  /** Requests since the start, or since the last reset. */
  get total(): number {
    return this.#total;
  }

  add(entry: JournalEntry): void {
    this.#total += 1;
    this.#entries.push(entry);
    // Cut seldom, and much at a time: an array is slow to lose its first element.
    if (this.#entries.length >= KEPT * 2) this.#entries = this.#entries.slice(-KEPT);
  }

  /** Newest first. */
  latest({ limit = 100, operation }: { limit?: number; operation?: string | undefined } = {}): JournalEntry[] {
    const kept = this.#entries.slice(-KEPT).reverse();
    return (operation === undefined ? kept : kept.filter((entry) => entry.operation === operation)).slice(0, limit);
  }

  clear(): void {
    this.#entries = [];
    this.#total = 0;
  }
}

/** Notes a request when its connection has done with it, with an answer or without. */
export function noteInJournal(
  journal: Journal,
  response: Pick<ServerResponse, 'once' | 'writableFinished' | 'statusCode'>,
  { requestId, method, url, address }: Incoming,
  operation: string | null,
  fault: Fault | undefined,
): void {
  const started = performance.now();
  const time = new Date().toISOString();
  response.once('close', () =>
    journal.add({
      id: requestId,
      time,
      method,
      path: `${url.pathname}${url.search}`,
      operation,
      project: address.project,
      status: response.writableFinished ? response.statusCode : null,
      durationMs: Math.round((performance.now() - started) * 10) / 10,
      ...(fault ? { fault: fault.id } : {}),
    }),
  );
}
