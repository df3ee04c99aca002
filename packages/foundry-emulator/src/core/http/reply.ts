import type { Readable } from 'node:stream';

/** An answer that is more than a JSON body with the operation's own status. */
export class Reply {
  readonly body: object | string | Buffer | Readable | null;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    body: object | string | Buffer | Readable | null,
    { status, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
}

export interface ServerSentEvent {
  /** Name of the event; without it only `data:` is sent. */
  readonly event?: string;
  /** An object is sent as JSON, a string as it is (`[DONE]`). */
  readonly data: object | string;
}

/** An answer as server-sent events. When the client goes away the iterator is ended, and the call's signal fires. */
export class EventStream {
  readonly events: AsyncIterable<ServerSentEvent>;

  constructor(events: AsyncIterable<ServerSentEvent>) {
    this.events = events;
  }
}

/** The events as they go over the wire. */
export async function* wireFormat(events: AsyncIterable<ServerSentEvent>): AsyncGenerator<string> {
  for await (const { event, data } of events) {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    const lines = text.split('\n').map((line) => `data: ${line}\n`);
    yield `${event === undefined ? '' : `event: ${event}\n`}${lines.join('')}\n`;
  }
}

/** Waits for the first event and returns all events, so that an immediate failure is thrown here. */
export async function awaitFirstEvent<T>(events: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const iterator = events[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
}
