import type { InvocationRequest, InvocationResponse } from './core-types.ts';
import { WorkerEnded } from './failures.ts';
import type { RegisteredFunction } from './protocol.ts';
import { startWorkerProcess, type WorkerOptions, type WorkerProcess } from './worker-process.ts';

/** Pauses before each try to bring a lost worker back, in milliseconds. */
const RESTART_PAUSES = [0, 1000, 4000];

/** The app, running in a process of its own that is replaced when it ends. */
export interface AppWorker {
  readonly functions: readonly RegisteredFunction[];
  /** Where the package serves streamed HTTP requests, when the app asked for that. */
  httpUri(): Promise<string | undefined>;
  /** Rejects with FunctionFailure, FunctionTimeout or WorkerEnded. `timeout` in milliseconds, or Infinity. */
  invoke(functionName: string, request: InvocationRequest, timeout: number): Promise<InvocationResponse>;
  /** Runs the app's terminate hooks and ends the process. */
  stop(): Promise<void>;
}

/**
 * Starts the worker and loads the app. `onLost` is called when the worker has ended and cannot be brought back.
 * @throws SetupError when the app cannot be loaded
 */
export async function startAppWorker(options: WorkerOptions, onLost: (problem: string) => void): Promise<AppWorker> {
  let stopping = false;
  const first = await startWorkerProcess(options);
  let current: Promise<WorkerProcess> = Promise.resolve(first);
  watch(first);

  function watch(worker: WorkerProcess): void {
    void worker.ended.then((how) => {
      if (stopping) return;
      options.log.error(`The worker process of the app ended (${how}); what ran in it has failed. Starting it again.`);
      current = replace();
      current.catch((error: Error) => onLost(error.message));
    });
  }

  async function replace(): Promise<WorkerProcess> {
    let problem: unknown;
    for (const pause of RESTART_PAUSES) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (stopping) throw new WorkerEnded('the host stops');
      try {
        const worker = await startWorkerProcess(options);
        watch(worker);
        return worker;
      } catch (error) {
        problem = error;
      }
    }
    throw problem;
  }

  return {
    functions: first.functions,
    httpUri: async () => (await current).httpUri,
    invoke: async (functionName, request, timeout) => (await current).invoke(functionName, request, timeout),
    stop: async () => {
      stopping = true;
      const worker = await current.catch(() => undefined);
      await worker?.stop();
    },
  };
}
