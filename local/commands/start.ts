import path from 'node:path';
import { SetupError } from '../../shared/core/setup-error.ts';
import { openDevBuild } from '../build/dev-build.ts';
import { configFile, loadConfig } from '../config/load-config.ts';
import { type Platform, startPlatform } from '../platform/platform.ts';
import { choosePorts } from '../platform/ports.ts';
import { platformSettings } from '../platform/settings.ts';
import { StartPhases } from '../platform/start-phases.ts';
import { claimStateFolder } from '../platform/state-folder.ts';
import { showWhere } from '../platform/where.ts';
import { runTour } from '../tour/tour.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface StartOptions {
  /** Stops after the tour. */
  readonly once?: boolean;
  readonly tour: boolean;
}

/** Starts storage, the emulator and the Functions host on this machine, gives a short tour, and stays up until a signal. */
export async function start(options: StartOptions): Promise<number> {
  const settings = platformSettings(root, process.env);
  const release = claimStateFolder(settings.state);
  try {
    const begun = performance.now();
    // A port that is taken is found before anything is built.
    await choosePorts(settings.ports);
    const config = await loadConfig(process.env);
    const build = await openDevBuild({ root, config: configFile(process.env), state: settings.state });
    const built = build.rebuild();
    // A build that fails is reported by startPlatform, which waits for it.
    built.catch(() => {});
    const phases = new StartPhases(begun);
    console.log('Starting storage, the emulator and the Functions host ...');
    const platform = await startPlatform({
      ...settings,
      config,
      app: built.then(() => {
        phases.note('app built');
        return build.app;
      }),
      onReady: (server) => phases.note(server),
      // The compiler is a process of its own: left open, it keeps a start that failed from ending.
    }).finally(() => build.close());
    console.log(`Everything is ready after ${phases}.`);
    try {
      return await serve(platform, settings.state, options, () => runTour(platform, config, configFile(process.env)));
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
  { once, tour: wantsTour }: StartOptions,
  tour: () => Promise<void>,
): Promise<number> {
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
  const ended = Promise.race([stopped, platform.failed]);
  const toured = wantsTour ? tour() : Promise.resolve();
  const interrupted = await Promise.race([toured.then(() => undefined), ended]);
  if (interrupted === undefined && once) return 0;
  if (interrupted === undefined) showWhere(platform.endpoints, state);
  const reason = interrupted ?? (await ended);
  if (reason === 'SIGINT' || reason === 'SIGTERM') {
    console.log('\nStopping. Calls that still run are finished first.');
    return once ? 1 : 0;
  }
  throw new SetupError(reason);
}
