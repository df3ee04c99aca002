import { EventBuffer } from '../../core/event-log.ts';
import type { FoundryResponse } from '../conversations/response.ts';

/** A server-sent event of a response. */
export interface ResponseEvent {
  readonly type: string;
  readonly sequence_number: number;
  readonly response?: FoundryResponse;
  readonly [field: string]: unknown;
}

/** Numbered events of one response. */
export class EventLog {
  readonly #events = new EventBuffer<ResponseEvent>();

  get events(): readonly ResponseEvent[] {
    return this.#events.entries;
  }

  add(type: string, fields: Record<string, unknown>): void {
    this.#events.add({ type, sequence_number: this.events.length, ...fields });
  }

  end(): void {
    this.#events.end();
  }

  /** Yields events with a sequence number above `after` as they occur, until the log ends. */
  read(after = -1): AsyncGenerator<ResponseEvent> {
    return this.#events.read(after + 1);
  }
}
