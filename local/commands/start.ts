import path from 'node:path';
import { SetupError } from '../../shared/core/setup-error.ts';
import { type DevBuild, openDevBuild } from '../build/dev-build.ts';
import { configFile, loadConfig } from '../config/load-config.ts';
import { type Platform, startPlatform } from '../platform/platform.ts';
import { choosePorts } from '../platform/ports.ts';
import { type PlatformSettings, platformSettings } from '../platform/settings.ts';
import { StartPhases } from '../platform/start-phases.ts';
import { claimStateFolder } from '../platform/state-folder.ts';
import { showWhere } from '../platform/where.ts';

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
    // A port that is taken is found before anything is built.
    await choosePorts(settings.ports);
    const phases = new StartPhases((line) => console.log(line));
    console.log('Starting storage, the emulator and the Functions host ...');
    const build = await openDevBuild({ root, config: configFile(process.env), state: settings.state });
    const platform = await startServers(settings, build, phases).finally(() => build.close());
    console.log(`Everything is ready after ${phases}.`);
    try {
      return await serve(platform, settings.state, options);
    } finally {
      await platform.stop();
    }
  } finally {
    release();
  }
}

/** The compiler is a process of its own: it builds the app while this process reads the config and the servers start. */
async function startServers(settings: PlatformSettings, build: DevBuild, phases: StartPhases): Promise<Platform> {
  const built = build.rebuild();
  // A build that fails is reported by startPlatform, which waits for it.
  built.catch(() => {});
  const config = await loadConfig(process.env);
  return startPlatform({
    ...settings,
    config,
    app: built.then(() => {
      phases.note('app built');
      return build.app;
    }),
    onReady: (server) => phases.note(server),
  });
}

async function giveTour(platform: Platform): Promise<void> {
  // The clients of the tour load after the servers are ready, which takes a quarter of a second.
  const { runTour } = await import('../tour/tour.ts');
  await runTour(platform, await loadConfig(process.env), configFile(process.env));
}

async function serve(platform: Platform, state: string, { once, tour: wantsTour }: StartOptions): Promise<number> {
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
  const ended = Promise.race([stopped, platform.failed]);
  const toured = wantsTour ? giveTour(platform) : Promise.resolve();
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
