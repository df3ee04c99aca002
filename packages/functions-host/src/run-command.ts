import { SetupError } from '../../../shared/core/setup-error.ts';
import { startHost } from './host.ts';
import { readOptions } from './options.ts';
import { announce } from './print-ready.ts';

/** Starts the host that the command line asks for and lets it run until a signal comes. Ends the process on failure. */
export async function runHost(args: readonly string[]): Promise<void> {
  try {
    const options = readOptions(args);
    const host = await startHost(options);
    void host.lost.then((problem) => {
      console.error(`The app's worker process is lost and could not be started again. ${problem}`);
      process.exit(1);
    });
    // Before it says that it is ready: whoever reads that may stop it at once, and in good order.
    stopOnSignal(() => host.stop());
    announce(host, options.logFormat);
  } catch (error) {
    // What a developer can mend is told in words; anything else is our fault and needs its stack.
    console.error(error instanceof SetupError ? error.message : error);
    process.exit(1);
  }
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Whoever asks twice does not want to wait for what still runs.
      if (stopping) process.exit(130);
      stopping = true;
      void stop().then(() => process.exit(0));
    });
  }
}
