import type { EventRaised, JsonText } from '../history/history-event.ts';
import { Future } from './future.ts';

/**
 * Events and who waits for them. Names do not care for case. Of several waits for one name the last one is served first,
 * as in the real extension; events that come before a wait are kept in their order.
 */
export class ExternalEvents {
  readonly #waits: { readonly name: string; readonly future: Future<JsonText | null> }[] = [];
  readonly #kept: EventRaised[] = [];

  wait(name: string): Future<JsonText | null> {
    const index = this.#kept.findIndex((event) => sameName(event.Name, name));
    const [event] = index < 0 ? [] : this.#kept.splice(index, 1);
    if (event) return Future.done(event.Input);
    const future = new Future<JsonText | null>();
    this.#waits.push({ name, future });
    return future;
  }

  raise(event: EventRaised): void {
    const index = this.#waits.findLastIndex((wait) => sameName(event.Name, wait.name));
    const [wait] = index < 0 ? [] : this.#waits.splice(index, 1);
    if (wait) wait.future.resolve(event.Input);
    else this.#kept.push(event);
  }

  get isAwaited(): boolean {
    return this.#waits.length > 0;
  }

  /** What came and was never waited for, in its order. */
  unawaited(): readonly EventRaised[] {
    return this.#kept;
  }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
