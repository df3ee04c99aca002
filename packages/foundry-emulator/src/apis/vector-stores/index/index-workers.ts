import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { FileUnreadable } from '../extract/file-unreadable.ts';
import type { IndexAnswer, IndexRequest, TextChunk } from './index-worker.ts';

/** Real milliseconds that a file may take from the start of its own reading to its first chunks, and from some chunks to the next. */
const PATIENCE_MS = 120_000;

/** Milliseconds without work after which a thread ends: it holds the tables of the tokenizer. */
const IDLE_MS = 30_000;

interface PoolOptions {
  readonly size?: number;
  readonly patienceMs?: number;
  /** Module of the worker; tests give their own. */
  readonly module?: string;
}

/** Reads and splits files in a few threads. Each file has a thread for itself, so that one that hangs or crashes fails alone. */
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
   * Yields the chunks of a file, some at a time; the next ones are made when these were taken.
   * @throws FileUnreadable when the file has no text that can be read, or takes too long; Error when the pool closes
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
      // A worker that was given up in the middle of a file is of no further use.
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
    // Without the flags of this process: what they load, such as the leash, is meant for a process and would end the thread.
    const worker = new Worker(this.#module, { execArgv: [] });
    worker.unref();
    this.#all.add(worker);
    worker.on('error', () => this.#end(worker));
    // A caller that waits for an answer receives an error.
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
