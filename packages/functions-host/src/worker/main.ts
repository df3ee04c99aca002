/**
 * The process that runs the app, like the Node worker on Azure: a handler that hangs or crashes does not affect the
 * host. `worker-process.ts` starts it and talks to it over IPC.
 */
import { createServer } from 'node:net';
import { appHookData, runHooks } from './hooks.ts';
import { invoke } from './invoke.ts';
import { loadApp } from './load-app.ts';
import { type FromWorker, plainError, type ToWorker } from './protocol.ts';
import { type LogSink, registry } from './registry.ts';

const send = (message: FromWorker) => {
  if (process.connected) process.send?.(message);
};

registry.sink = (level, category, message) => send({ kind: 'log', level, category, message });

process.on('message', (message: ToWorker) => {
  if (message.kind === 'load') void load(message.app);
  else if (message.kind === 'invoke') void run(message);
  else if (message.kind === 'inspect') void inspect(message.port);
  else void stop();
});
// The host ends this process after draining. A terminal sends Ctrl+C to both.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));

async function load(app: string): Promise<void> {
  try {
    const capabilities = await loadApp(app);
    const functions = [...registry.functions.values()].map(({ metadata, scriptFile }) => ({
      // JSON drops members that are not data, as the wire format of the real host does.
      metadata: JSON.parse(JSON.stringify(metadata)),
      scriptFile,
    }));
    send({ kind: 'loaded', functions, capabilities });
  } catch (error) {
    send({ kind: 'unloadable', problem: plainError(error).message });
  }
}

/** Key of the function by which the app reads the test clock. */
const HOST_CLOCK = Symbol.for('foundry-functions.host-clock');

async function run({ functionName, request, ahead }: Extract<ToWorker, { kind: 'invoke' }>): Promise<void> {
  const { invocationId } = request;
  if (ahead !== undefined) Reflect.set(globalThis, HOST_CLOCK, () => Date.now() + ahead);
  const sink: LogSink = (level, category, message) =>
    send({ kind: 'log', level, category, message, functionName, invocationId });
  try {
    send({ kind: 'result', invocationId, response: await invoke(functionName, request, sink) });
  } catch (error) {
    send({ kind: 'failure', invocationId, error: plainError(error) });
  }
}

/** Milliseconds between attempts to open the inspector while the previous worker still holds its port. */
const INSPECTOR_RETRY_MS = 200;

/** The port that this process should listen on for a debugger. */
let inspectorPort: number | undefined;

async function inspect(port: number | undefined): Promise<void> {
  inspectorPort = port;
  const inspector = await import('node:inspector');
  if (port === undefined) {
    inspector.close();
    return;
  }
  while (inspectorPort === port && inspector.url() === undefined) {
    // Node reports a port in use on standard error at each attempt.
    if (await isFree(port)) inspector.open(port, '127.0.0.1');
    else await new Promise((resolve) => setTimeout(resolve, INSPECTOR_RETRY_MS).unref());
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

async function stop(): Promise<void> {
  try {
    await runHooks('appTerminate', { hookData: {}, appHookData });
  } catch (error) {
    registry.sink('error', 'system', `A hook of appTerminate failed: ${plainError(error).message}`);
  }
  process.disconnect();
}
