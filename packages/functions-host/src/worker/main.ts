/**
 * The process that runs the app, as the Node worker does on Azure: a handler that hangs, or takes its process down, never
 * takes the host down. Started by `app-worker.ts`; talks to it over the IPC channel.
 */
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
  else void stop();
});
// The host decides when this process ends: it drains first. A terminal sends Ctrl+C to both.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));

async function load(app: string): Promise<void> {
  try {
    const capabilities = await loadApp(app);
    const functions = [...registry.functions.values()].map(({ metadata, scriptFile }) => ({
      // Through JSON, as on the wire of the real host: what is no data is left out.
      metadata: JSON.parse(JSON.stringify(metadata)),
      scriptFile,
    }));
    send({ kind: 'loaded', functions, capabilities });
  } catch (error) {
    send({ kind: 'unloadable', problem: plainError(error).message });
  }
}

/** Where the app finds the clock that its timers go by, when that is not the system's. */
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

async function stop(): Promise<void> {
  try {
    await runHooks('appTerminate', { hookData: {}, appHookData });
  } catch (error) {
    registry.sink('error', 'system', `A hook of appTerminate failed: ${plainError(error).message}`);
  }
  process.disconnect();
}
