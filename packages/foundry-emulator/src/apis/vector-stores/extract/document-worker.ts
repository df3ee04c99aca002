import { parentPort } from 'node:worker_threads';
import type { FileFault } from '../objects/store-file.ts';
import { DOCUMENTS, type DocumentKind } from './documents.ts';
import { FileUnreadable, unparsable } from './file-unreadable.ts';

export interface DocumentRequest {
  readonly id: number;
  readonly kind: DocumentKind;
  readonly bytes: Uint8Array;
}

export type DocumentAnswer =
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly fault: FileFault };

/** Reads documents beside the thread that serves: their libraries take their time, and one that hangs can be ended. */
async function read({ id, kind, bytes }: DocumentRequest): Promise<DocumentAnswer> {
  try {
    return { id, text: await DOCUMENTS[kind](Buffer.from(bytes)) };
  } catch (error) {
    // Whatever a library stumbles over is a file that is not as it should be.
    const { fault } = error instanceof FileUnreadable ? error : unparsable(`is not a valid ${kind} file`, error);
    return { id, fault };
  }
}

let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (request: DocumentRequest) => {
  last = last.then(async () => parentPort?.postMessage(await read(request)));
});
