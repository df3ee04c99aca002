import type { InvocationRequest, InvocationResponse } from './core-types.ts';
import { WorkerEnded } from './failures.ts';
import type { RegisteredFunction } from './protocol.ts';
import { startWorkerProcess, type WorkerOptions, type WorkerProcess } from './worker-process.ts';

/** Milliseconds before each attempt to restart a worker that ended by itself. */
const RESTART_PAUSES = [0, 1000, 4000];

/** One loaded version of the app. Its process is replaced when it ends by itself. */
export interface AppWorker {
  readonly functions: readonly RegisteredFunction[];
  /** URL of the server for streamed HTTP requests; undefined unless the app enables streaming. */
  httpUri(): Promise<string | undefined>;
  /**
   * Calls a function of the app.
   * @param timeout milliseconds, or Infinity
   * @throws FunctionFailure, FunctionTimeout or WorkerEnded
   */
  invoke(functionName: string, request: InvocationRequest, timeout: number): Promise<InvocationResponse>;
  /** Opens the inspector on the port given to {@link startAppWorker}, as soon as the port is free. */
  openInspector(): Promise<void>;
  /** Frees the inspector's port. */
  closeInspector(): Promise<void>;
  /** Runs the app's terminate hooks and ends the process. */
  stop(): Promise<void>;
}

/**
 * Starts a worker process and loads the app.
 * @param onLost called when the worker has ended and cannot be restarted
 * @throws SetupError when the app cannot be loaded
 */
export async function startAppWorker(options: WorkerOptions, onLost: (problem: string) => void): Promise<AppWorker> {
  let stopping = false;
  let inspecting = options.inspectAtStart ?? false;
  const first = await startWorkerProcess(options);
  let current: Promise<WorkerProcess> = Promise.resolve(first);
  watch(first);

  function watch(worker: WorkerProcess): void {
    void worker.ended.then((how) => {
      if (stopping) return;
      options.log.error(`The worker process of the app ended (${how}); its invocations failed. Restarting it.`);
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
        if (inspecting) worker.inspect(true);
        return worker;
      } catch (error) {
        problem = error;
      }
    }
    throw problem;
  }

  async function stop(): Promise<void> {
    stopping = true;
    const worker = await current.catch(() => undefined);
    await worker?.stop();
  }

  return {
    functions: first.functions,
    httpUri: async () => (await current).httpUri,
    invoke: async (functionName, request, timeout) => (await current).invoke(functionName, request, timeout),
    openInspector: async () => {
      inspecting = true;
      (await current).inspect(true);
    },
    closeInspector: async () => {
      inspecting = false;
      (await current).inspect(false);
    },
    stop,
  };
}
