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

/** Milliseconds the app's terminate hooks get. */
const TERMINATE_PATIENCE = 5000;

export interface WorkerOptions {
  readonly app: string;
  readonly environment: Readonly<Record<string, string>>;
  /** For its Node. */
  readonly nodeArguments: readonly string[];
  readonly log: Log;
  /** What its timers go by. */
  readonly clock?: Pick<HostClock, 'ahead'>;
}

export interface WorkerProcess {
  readonly functions: readonly RegisteredFunction[];
  /** Where the package serves streamed HTTP requests, when the app asked for that. */
  readonly httpUri: string | undefined;
  /** Resolves with how the process ended, its exit code or signal, as soon as nothing more can come of it. */
  readonly ended: Promise<string>;
  /** Rejects with FunctionFailure, FunctionTimeout or WorkerEnded. `timeout` in milliseconds, or Infinity. */
  invoke(functionName: string, request: InvocationRequest, timeout: number): Promise<InvocationResponse>;
  stop(): Promise<void>;
}

/** Starts a process that has loaded the app. @throws SetupError when the app cannot be loaded */
export async function startWorkerProcess({
  app,
  environment,
  nodeArguments,
  log,
  clock,
}: WorkerOptions): Promise<WorkerProcess> {
  const child = fork(path.join(import.meta.dirname, 'main.ts'), [], {
    cwd: app,
    env: environment,
    // Message bodies are bytes: they must not go through JSON.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning', ...nodeArguments],
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
  const loaded = await load(child, ended, () => send({ kind: 'load', app }));

  return {
    functions: loaded.functions,
    httpUri: loaded.capabilities.HttpUri,
    ended,
    invoke: (functionName, request, timeout) => {
      const answer = pending.add(request.invocationId, timeout, () => {
        // A handler cannot be stopped from outside; the process it runs in can. The real host does the same.
        child.kill('SIGKILL');
        // From here on nothing may be sent to it, although it takes a moment to go.
        end('killed after a time-out');
        return new FunctionTimeout(functionName, timeout);
      });
      if (child.connected) send({ kind: 'invoke', functionName, request, ahead: clock?.ahead?.() });
      else pending.fail(request.invocationId, new WorkerEnded('it was gone'));
      return answer;
    },
    stop: async () => {
      if (child.connected) send({ kind: 'stop' });
      const impatience = setTimeout(() => child.kill('SIGKILL'), TERMINATE_PATIENCE);
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
    void ended.then((how) => reject(new SetupError(`The app ended its process while it was being loaded (${how}).`)));
    begin();
  });
}
