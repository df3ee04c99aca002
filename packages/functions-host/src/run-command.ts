import { SetupError } from '../../../shared/core/setup-error.ts';
import { type RunningHost, startHost } from './host.ts';
import { type CommandOptions, readOptions, USAGE } from './options.ts';
import { printReady } from './print-ready.ts';

/** Starts the host that the command line describes and runs it until a signal. Ends the process on failure. */
export async function runCommand(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return;
  }
  try {
    const options = readOptions(args);
    const host = await startHost(withInvocationLog(options));
    void host.lost.then((problem) => {
      console.error(`The app's worker process ended and cannot be restarted. ${problem}`);
      process.exit(1);
    });
    // Before the ready line: a reader of that line may stop the host at once.
    stopOnSignal(() => host.stop());
    answerParent(host);
    printReady(host, options.logFormat);
  } catch (error) {
    // A set-up error has a remedy. Any other error is a defect of the host and needs its stack.
    console.error(error instanceof SetupError ? error.message : error);
    process.exit(1);
  }
}

function withInvocationLog(options: CommandOptions): CommandOptions {
  if (!options.logInvocations) return options;
  return {
    ...options,
    onInvocation: ({ time, ...record }) =>
      process.stdout.write(`${JSON.stringify({ event: 'invocation', time: time.toISOString(), ...record })}\n`),
  };
}

/**
 * Reloads the app when the parent process sends `{ kind: 'reload', id }`, and sends `{ kind: 'reload', id, result }` back.
 * Only a parent that opened an IPC channel can send this.
 */
function answerParent(host: RunningHost): void {
  process.on('message', (message: { kind?: unknown; id?: unknown }) => {
    if (message?.kind !== 'reload') return;
    void host.reload().then((result) => process.send?.({ kind: 'reload', id: message.id, result }));
  });
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // The second signal ends the process without waiting.
      if (stopping) process.exit(130);
      stopping = true;
      void stop().then(() => process.exit(0));
    });
  }
}
