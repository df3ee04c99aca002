interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** A client of Node's inspector protocol, as a debugger has one. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #events: Message[] = [];
  readonly #listeners = new Set<() => void>();
  #last = 0;

  /** Connects to the process that listens on the port; it may need a moment to listen. */
  static async connect(port: number): Promise<Inspector> {
    for (let tries = 0; ; tries++) {
      try {
        const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
        const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[];
        const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
        await new Promise((resolve, reject) => {
          socket.addEventListener('open', resolve);
          socket.addEventListener('error', reject);
        });
        return new Inspector(socket);
      } catch (error) {
        if (tries >= 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(`${data}`) as Message;
      if (message.id === undefined) {
        this.#events.push(message);
        for (const listener of this.#listeners) listener();
      } else this.#waiting.get(message.id)?.(message);
    });
  }

  send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, ({ result }) => resolve(result ?? {}));
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Resolves with the next event of this name that fits, those that have arrived already included. */
  event<T>(method: string, fits: (params: T) => boolean = () => true, timeoutMs = 30_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} did not come within ${timeoutMs} ms.`)), timeoutMs);
      const look = () => {
        const at = this.#events.findIndex((event) => event.method === method && fits(event.params as T));
        if (at < 0) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve(this.#events.splice(at, 1)[0]?.params as T);
      };
      this.#listeners.add(look);
      look();
    });
  }

  close(): void {
    this.#socket.close();
  }
}
