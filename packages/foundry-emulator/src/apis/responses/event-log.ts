import { Tape } from '../../core/event-log.ts';
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
  readonly #tape = new Tape<ResponseEvent>();

  get events(): readonly ResponseEvent[] {
    return this.#tape.entries;
  }

  add(type: string, fields: Record<string, unknown>): void {
    this.#tape.add({ type, sequence_number: this.events.length, ...fields });
  }

  end(): void {
    this.#tape.end();
  }

  /** Yields events with a sequence number above `after` as they occur, until the log ends. */
  read(after = -1): AsyncGenerator<ResponseEvent> {
    return this.#tape.read(after + 1);
  }
}
