import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { killWithParent } from '../../../../shared/core/child-process.ts';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import type { HostClock } from '../clock/host-clock.ts';
import type { Log } from '../core/log.ts';
import type { InvocationRequest, InvocationResponse } from './core-types.ts';
import { FunctionTimeout, WorkerEnded } from './failures.ts';
import { PendingInvocations } from './pending-invocations.ts';
import type { FromWorker, RegisteredFunction, ToWorker } from './protocol.ts';
import { logConsole, logFromWorker } from './worker-log.ts';

/** Milliseconds the app's terminate hooks may take. */
const TERMINATE_TIMEOUT_MS = 5000;

/** The worker's entry point, beside this file: TypeScript in the repository, JavaScript in the published package. */
const script = path.join(import.meta.dirname, `main${path.extname(import.meta.filename)}`);

export interface WorkerOptions {
  readonly app: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Arguments of the worker's Node process. */
  readonly nodeArguments: readonly string[];
  /** Port of the worker's inspector. */
  readonly inspectorPort?: number | undefined;
  /** Opens the inspector before the app is loaded, so that breakpoints in its top-level code are hit. */
  readonly inspectAtStart?: boolean;
  readonly log: Log;
  /** Clock of the host's timers. */
  readonly clock?: Pick<HostClock, 'ahead'>;
}

export interface WorkerProcess {
  readonly functions: readonly RegisteredFunction[];
  /** URL of the server for streamed HTTP requests; undefined unless the app enables streaming. */
  readonly httpUri: string | undefined;
  /** Resolves with the exit code or signal as soon as the process can answer nothing more. */
  readonly ended: Promise<string>;
  /** Opens or closes the inspector; nothing happens when no inspector port is configured. */
  inspect(open: boolean): void;
  /**
   * Calls a function of the app.
   * @param timeout milliseconds, or Infinity
   * @throws FunctionFailure, FunctionTimeout or WorkerEnded
   */
  invoke(functionName: string, request: InvocationRequest, timeout: number): Promise<InvocationResponse>;
  stop(): Promise<void>;
}

/**
 * Starts a process and loads the app in it.
 * @throws SetupError when the app cannot be loaded
 */
export async function startWorkerProcess({
  app,
  environment,
  nodeArguments,
  inspectorPort,
  inspectAtStart = false,
  log,
  clock,
}: WorkerOptions): Promise<WorkerProcess> {
  const child = fork(script, [], {
    cwd: app,
    env: environment,
    // Message bodies are bytes: they must not go through JSON.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // The inspector of the host itself is not the worker's: two processes cannot share its port.
    execArgv: [
      ...process.execArgv.filter((argument) => !argument.startsWith('--inspect')),
      '--disable-warning=ExperimentalWarning',
      '--enable-source-maps',
      ...nodeArguments,
    ],
  });
  const release = killWithParent(child);
  const pending = new PendingInvocations();
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      release();
      end(signal ?? `exit code ${code}`);
      resolve();
    });
  });
  void ended.then((how) => pending.failAll(new WorkerEnded(how)));
  logConsole(log, child);

  const send = (message: ToWorker) => child.send(message, () => {});
  child.on('message', (message: FromWorker) => {
    if (message.kind === 'log') logFromWorker(log, message);
    else if (message.kind === 'result' || message.kind === 'failure') pending.settle(message);
  });
  if (inspectAtStart && inspectorPort !== undefined) send({ kind: 'inspect', port: inspectorPort });
  const loaded = await load(child, ended, () => send({ kind: 'load', app }));

  return {
    functions: loaded.functions,
    httpUri: loaded.capabilities.HttpUri,
    ended,
    inspect: (open) => {
      if (inspectorPort !== undefined && child.connected)
        send({ kind: 'inspect', port: open ? inspectorPort : undefined });
    },
    invoke: (functionName, request, timeout) => {
      const answer = pending.add(request.invocationId, timeout, () => {
        // A handler cannot be stopped from outside, so its process is killed. The real host does the same.
        child.kill('SIGKILL');
        // The process takes a moment to end. Nothing may be sent to it meanwhile.
        end('killed after a time-out');
        return new FunctionTimeout(functionName, timeout);
      });
      if (child.connected) send({ kind: 'invoke', functionName, request, ahead: clock?.ahead?.() });
      else pending.fail(request.invocationId, new WorkerEnded('before the call'));
      return answer;
    },
    stop: async () => {
      if (child.connected) send({ kind: 'stop' });
      const impatience = setTimeout(() => child.kill('SIGKILL'), TERMINATE_TIMEOUT_MS);
      await exited;
      clearTimeout(impatience);
    },
  };
}

type Loaded = Extract<FromWorker, { kind: 'loaded' }>;

function load(child: ChildProcess, ended: Promise<string>, begin: () => void): Promise<Loaded> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromWorker) => {
      if (message.kind === 'loaded') resolve(message);
      else if (message.kind === 'unloadable') {
        child.kill('SIGKILL');
        reject(new SetupError(message.problem));
      }
    });
    child.once('error', (error) => reject(new SetupError(`The worker process could not be started: ${error.message}`)));
    void ended.then((how) => reject(new SetupError(`The app ended its process while it was loaded (${how}).`)));
    begin();
  });
}
