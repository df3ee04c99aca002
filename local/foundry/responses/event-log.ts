import type { FoundryResponse } from './response.ts';

/** A server-sent event of a response. */
export interface ResponseEvent {
  readonly type: string;
  readonly sequence_number: number;
  readonly response?: FoundryResponse;
  readonly [field: string]: unknown;
}

/** The events of one response: written once, read by any number of readers, each from where it likes. */
export class EventLog {
  readonly #events: ResponseEvent[] = [];
  #ended = false;
  #news = Promise.withResolvers<void>();

  get events(): readonly ResponseEvent[] {
    return this.#events;
  }

  add(type: string, fields: Record<string, unknown>): void {
    if (this.#ended) return;
    this.#events.push({ type, sequence_number: this.#events.length, ...fields });
    this.#tell();
  }

  end(): void {
    this.#ended = true;
    this.#tell();
  }

  /** Events with a sequence number above `after`, as they come, until the log ends. */
  async *read(after = -1): AsyncGenerator<ResponseEvent> {
    for (let next = after + 1; ; ) {
      const news = this.#news.promise;
      const event = this.#events[next];
      if (event) {
        next++;
        yield event;
      } else if (this.#ended) return;
      else await news;
    }
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
