import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TrainingData } from './read-training-file.ts';
import type { TrainingFileRequest } from './training-file-worker.ts';

/** Reads and checks a training file in a thread, so that the emulator serves meanwhile. @throws when the signal aborts */
export async function readInThread(request: TrainingFileRequest, signal: AbortSignal): Promise<TrainingData> {
  signal.throwIfAborted();
  // The flags of this process are not meant for threads.
  const worker = new Worker(path.join(import.meta.dirname, 'training-file-worker.ts'), {
    workerData: request,
    execArgv: [],
  });
  try {
    const [data] = (await once(worker, 'message', { signal })) as [TrainingData];
    return data;
  } finally {
    await worker.terminate();
  }
}
