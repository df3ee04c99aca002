import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { FileUnreadable } from '../extract/file-unreadable.ts';
import type { IndexAnswer, IndexRequest, TextChunk } from './index-worker.ts';

/** Real milliseconds from the start of a file's own reading to its first chunks, and between two messages. */
const PATIENCE_MS = 120_000;

/** Idle milliseconds after which a thread ends, to free the tables of the tokenizer. */
const IDLE_MS = 30_000;

interface PoolOptions {
  readonly size?: number;
  readonly patienceMs?: number;
  /** Worker module; tests replace it. */
  readonly module?: string;
}

/** Reads and splits files in a few threads. Each file has a thread to itself, so that a file that hangs or crashes fails alone. */
export class IndexWorkers {
  readonly #size: number;
  readonly #patienceMs: number;
  readonly #module: string;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #waiting: (() => void)[] = [];
  readonly #timers = new Map<Worker, NodeJS.Timeout>();
  #isClosed = false;

  constructor({
    size = Math.max(2, Math.min(4, availableParallelism() - 1)),
    patienceMs = PATIENCE_MS,
    module = path.join(import.meta.dirname, `index-worker${path.extname(import.meta.filename)}`),
  }: PoolOptions = {}) {
    this.#size = size;
    this.#patienceMs = patienceMs;
    this.#module = module;
  }

  /**
   * Yields the chunks of a file as the caller takes them.
   * @throws FileUnreadable when the text cannot be read in time; Error when the pool closes
   */
  async *chunksOf(request: IndexRequest): AsyncGenerator<readonly TextChunk[]> {
    const worker = await this.#take();
    let isSound = false;
    try {
      worker.postMessage(request);
      for (;;) {
        const answer = await this.#next(worker);
        if ('chunks' in answer) {
          yield answer.chunks;
          worker.postMessage('next');
          continue;
        }
        isSound = true;
        if ('fault' in answer) throw new FileUnreadable(answer.fault);
        if ('crash' in answer) throw new Error(answer.crash);
        return;
      }
    } finally {
      // A worker that was interrupted in a file is ended.
      if (isSound) this.#release(worker);
      else this.#end(worker);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const worker of this.#all) this.#end(worker);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #next(worker: Worker): Promise<IndexAnswer> {
    const signal = AbortSignal.timeout(this.#patienceMs);
    try {
      const [answer] = (await once(worker, 'message', { signal })) as [IndexAnswer];
      return answer;
    } catch (error) {
      if (this.#isClosed) throw new Error('The emulator stops.', { cause: error });
      const message = signal.aborted
        ? 'It took too long to read.'
        : `It could not be read: ${error instanceof Error ? error.message : String(error)}`;
      throw new FileUnreadable({ code: 'server_error', message }, { cause: error });
    }
  }

  async #take(): Promise<Worker> {
    while (!this.#isClosed) {
      const worker = this.#idle.pop() ?? (this.#all.size < this.#size ? this.#start() : undefined);
      if (worker) {
        clearTimeout(this.#timers.get(worker));
        return worker;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await promise;
    }
    throw new Error('The emulator stops.');
  }

  #start(): Worker {
    // The flags of this process, such as the one that loads the leash, would end the thread.
    const worker = new Worker(this.#module, { execArgv: [] });
    worker.unref();
    this.#all.add(worker);
    worker.on('error', () => this.#end(worker));
    // Rejects a pending read.
    worker.on('exit', () => worker.emit('error', new Error('The thread that reads files ended.')));
    return worker;
  }

  #release(worker: Worker): void {
    if (!this.#all.has(worker)) return;
    this.#idle.push(worker);
    this.#timers.set(worker, setTimeout(() => this.#end(worker), IDLE_MS).unref());
    this.#waiting.shift()?.();
  }

  #end(worker: Worker): void {
    if (!this.#all.delete(worker)) return;
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    clearTimeout(this.#timers.get(worker));
    this.#timers.delete(worker);
    void worker.terminate();
    this.#waiting.shift()?.();
  }
}
