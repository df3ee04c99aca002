import path from 'node:path';
import { TerminalError } from '../../shared/core/errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { type Platform, startPlatform } from '../platform/platform.ts';
import { platformSettings } from '../platform/settings.ts';
import { claimStateFolder } from '../platform/state-folder.ts';
import { showWhere } from '../platform/where.ts';

/**
 * `npm start`: Azurite, the emulator and the Functions host on this machine, then a short tour on sample data; stays up.
 * `npm start -- --once` stops after the tour: exit code 0, or 1 and the reason. `--no-tour` only starts.
 */
const root = path.resolve(import.meta.dirname, '../..');
const flags = new Set(process.argv.slice(2));

process.exitCode = await main().catch((error: unknown) => {
  // What a person can mend is told in words; anything else is our fault and needs its stack.
  if (!(error instanceof SetupError) && !(error instanceof TerminalError)) throw error;
  console.error(`\n${error.message}`);
  return 1;
});

async function main(): Promise<number> {
  refuseUnknownFlags();
  // Only now: it reads foundry.config.ts, and a mistake there is to be told like any other.
  const { runTour } = await import('../tour/tour.ts');
  const settings = platformSettings(root, process.env);
  const release = claimStateFolder(settings.state);
  try {
    const begun = performance.now();
    const platform = await startPlatform(settings);
    console.log(`Everything is up after ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
    try {
      return await serve(platform, settings.state, runTour);
    } finally {
      await platform.stop();
    }
  } finally {
    release();
  }
}

async function serve(
  platform: Platform,
  state: string,
  runTour: (platform: Platform) => Promise<void>,
): Promise<number> {
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
  const ended = Promise.race([stopped, platform.failed]);
  const tour = flags.has('--no-tour') ? Promise.resolve() : runTour(platform);
  const interrupted = await Promise.race([tour.then(() => undefined), ended]);
  if (interrupted === undefined && flags.has('--once')) return 0;
  if (interrupted === undefined) showWhere(platform.endpoints, state);
  const why = interrupted ?? (await ended);
  if (why === 'SIGINT' || why === 'SIGTERM') {
    console.log('\nStopping: what runs is finished first.');
    return flags.has('--once') ? 1 : 0;
  }
  throw new SetupError(why);
}

function refuseUnknownFlags(): void {
  const known = ['--once', '--no-tour'];
  const unknown = [...flags].filter((flag) => !known.includes(flag));
  if (unknown.length > 0) {
    throw new SetupError(
      `npm start does not know ${unknown.join(' ')}. It knows ${known.join(' and ')}: \`npm start -- --once\`.`,
    );
  }
}
