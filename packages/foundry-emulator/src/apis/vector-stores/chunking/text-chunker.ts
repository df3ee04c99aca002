import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { FileUnreadable } from '../extract/file-unreadable.ts';
import type { CutAnswer, CutPiece, CutRequest } from './chunking-worker.ts';

/** Real milliseconds in which nothing may come of a text before its thread is ended. */
const PATIENCE_MS = 120_000;

/** Milliseconds without work after which the thread ends: it holds the tables of the tokenizer. */
const IDLE_MS = 30_000;

/** Cuts large texts in a thread of its own, one after the other, which starts with the first of them. */
export class TextCutter {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * The pieces of a text, some at a time, and no more of them before these have been taken.
   * @throws FileUnreadable when it is no text, has too much or none at all; Error when the thread ends
   */
  async *cut(request: CutRequest): AsyncGenerator<readonly CutPiece[]> {
    const before = this.#last;
    const turn = Promise.withResolvers<void>();
    this.#last = turn.promise;
    await before;
    clearTimeout(this.#idle);
    const worker = this.#thread();
    let hasEnded = false;
    try {
      worker.postMessage(request);
      for (;;) {
        const [answer] = (await once(worker, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })) as [CutAnswer];
        if ('pieces' in answer) {
          yield answer.pieces;
          worker.postMessage('next');
          continue;
        }
        hasEnded = true;
        if ('fault' in answer) throw new FileUnreadable(answer.fault);
        if ('broke' in answer) throw new Error(answer.broke);
        return;
      }
    } finally {
      // Given up in the middle of it: nobody knows what it is at.
      if (!hasEnded) this.close();
      this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
      turn.resolve();
    }
  }

  close(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    clearTimeout(this.#idle);
    void worker?.terminate();
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    // Not with this process's own flags, as for documents.
    const worker = new Worker(path.join(import.meta.dirname, 'chunking-worker.ts'), { execArgv: [] });
    worker.unref();
    const gone = () => {
      if (this.#worker === worker) this.#worker = undefined;
    };
    worker.on('error', gone);
    // Whoever waits for an answer hears of it as an error.
    worker.on('exit', () => {
      gone();
      worker.emit('error', new Error('The thread that cuts texts ended.'));
    });
    this.#worker = worker;
    return worker;
  }
}
