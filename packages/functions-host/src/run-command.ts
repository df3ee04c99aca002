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
 * Answers messages `{ kind, id }` of the parent process with `{ kind, id, result }`: `prepare` loads the app again in a worker that serves nothing
 * yet, `reload` lets it serve (or loads and serves), `discard` ends it. Only a parent that opened an IPC channel can send them.
 */
function answerParent(host: RunningHost): void {
  const operations = new Map<unknown, () => Promise<unknown>>([
    ['prepare', () => host.prepare()],
    ['reload', () => host.reload()],
    ['discard', () => host.discard()],
  ]);
  process.on('message', ({ kind, id }: { kind?: unknown; id?: unknown }) => {
    void operations
      .get(kind)?.()
      .then((result) => process.send?.({ kind, id, result }));
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
