import type { EventRaised, JsonText } from '../history/history-event.ts';
import { Future } from './future.ts';

/**
 * External events and their waits. Names are case-insensitive. As in the real extension, the last of several waits for
 * one name is served first; events before a wait keep their order.
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

  /** Events that were never awaited, in order. */
  unawaited(): readonly EventRaised[] {
    return this.#kept;
  }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
