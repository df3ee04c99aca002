import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DocumentAnswer, DocumentRequest } from './document-worker.ts';
import type { DocumentKind } from './documents.ts';
import { FileUnreadable } from './file-unreadable.ts';

/** Real milliseconds a document may take before its thread is ended. */
const PATIENCE_MS = 120_000;

interface Waiting {
  resolve(text: string): void;
  reject(error: Error): void;
}

/** Reads documents in a thread of their own, which starts with the first of them. */
export class DocumentReader {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 0;

  /** @throws FileUnreadable when it is no such document, or takes too long */
  async read(kind: DocumentKind, bytes: Buffer): Promise<string> {
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#waiting.set(id, { resolve, reject });
    const request: DocumentRequest = { id, kind, bytes };
    // Handed over where that can be, not copied: documents may be large.
    const whole = bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength;
    this.#thread().postMessage(request, whole ? [bytes.buffer as ArrayBuffer] : []);
    const alarm = setTimeout(() => this.#end('It took too long to read.'), PATIENCE_MS);
    alarm.unref();
    return promise.finally(() => clearTimeout(alarm));
  }

  close(): void {
    this.#end('The emulator stops.');
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    // Not with this process's own flags: what they load (the leash, for one) is meant for a process, and would end the thread.
    const worker = new Worker(path.join(import.meta.dirname, 'document-worker.ts'), { execArgv: [] });
    worker.unref();
    worker.on('message', (answer: DocumentAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('text' in answer) waiting?.resolve(answer.text);
      else waiting?.reject(new FileUnreadable(answer.fault));
    });
    worker.on('error', (error) => this.#end(`It could not be read: ${error.message}`));
    worker.on('exit', () => {
      if (this.#worker === worker) this.#end('The thread that reads documents ended.');
    });
    this.#worker = worker;
    return worker;
  }

  /** Ends the thread; a new one is started for the next document. */
  #end(message: string): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    for (const { reject } of this.#waiting.values()) reject(new FileUnreadable({ code: 'server_error', message }));
    this.#waiting.clear();
  }
}
