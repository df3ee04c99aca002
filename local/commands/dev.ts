import path from 'node:path';
import { watch } from 'chokidar';
import { SetupError } from '../../shared/core/setup-error.ts';
import { type DevBuild, openDevBuild } from '../build/dev-build.ts';
import { configFile, loadConfig } from '../config/load-config.ts';
import type { Applied } from '../dev/apply-config.ts';
import { applyConfig, DevSession } from '../dev/dev-session.ts';
import { typeChecker } from '../dev/type-check.ts';
import { CallLog } from '../output/call-log.ts';
import type { Topic } from '../output/topics.ts';
import { type Platform, startPlatform } from '../platform/platform.ts';
import { choosePorts } from '../platform/ports.ts';
import { type PlatformSettings, platformSettings } from '../platform/settings.ts';
import { StartPhases } from '../platform/start-phases.ts';
import { claimStateFolder } from '../platform/state-folder.ts';
import { showWhere } from '../platform/where.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Editors write a file in several steps. */
const SETTLE_MS = 30;
const DEFAULT_INSPECTOR_PORT = 9229;

export interface DevOptions {
  readonly only?: readonly Topic[];
  readonly id?: string;
  readonly inspect?: number;
}

/** Starts the platform, reloads the app after each change of its sources, and shows what it does, until a signal. */
export async function dev(options: DevOptions): Promise<number> {
  const settings = platformSettings(root, process.env);
  const release = claimStateFolder(settings.state);
  try {
    return await run(options, settings);
  } finally {
    release();
  }
}

async function run(options: DevOptions, settings: PlatformSettings): Promise<number> {
  const print = (text: string) => console.log(text);
  const file = configFile(process.env);
  // A port that is taken is found before anything is built.
  await choosePorts(settings.ports);
  const phases = new StartPhases(print);
  print('Starting storage, the emulator and the Functions host ...');
  const build = await openDevBuild({ root, config: file, state: settings.state });
  const types = typeChecker(root, file, build.app);
  const log = new CallLog({ ...options, color: process.stdout.isTTY === true, write: print });
  let started: Started;
  try {
    started = await startServers(options, settings, { build, phases, log });
  } catch (error) {
    // The compiler and the type check are processes of their own: left open, they keep a start that failed from ending.
    types.stop();
    await build.close();
    throw error;
  }
  const { platform, applied } = started;
  const session = new DevSession({ platform, build, types, config: file, print });
  const watcher = watchSources(file, (files) => session.change(files));
  try {
    await session.begin(applied);
    showWhere(platform.endpoints, settings.state);
    print(`Ready after ${phases}. Watching functions/, shared/ and the config.\n`);
    const reason = await Promise.race([signalled(), platform.failed]);
    if (!/^SIG/.test(reason)) throw new SetupError(reason);
    print('\nStopping. Calls that still run are finished first.');
    return 0;
  } finally {
    await watcher.close();
    types.stop();
    await session.end();
    await platform.stop();
    await build.close();
  }
}

interface Started {
  readonly platform: Platform;
  /** Agents and evaluations are brought in step while the host starts. */
  readonly applied: Promise<Applied>;
}

async function startServers(
  options: DevOptions,
  settings: PlatformSettings,
  { build, phases, log }: { readonly build: DevBuild; readonly phases: StartPhases; readonly log: CallLog },
): Promise<Started> {
  const built = build.rebuild();
  // A build that fails is reported by startPlatform, which waits for it.
  built.catch(() => {});
  const config = await loadConfig(process.env);
  let applied: Promise<Applied> | undefined;
  const platform = await startPlatform({
    ...settings,
    config,
    app: built.then(() => {
      phases.note('app built');
      return build.app;
    }),
    onReady: (server) => phases.note(server),
    onServices: (services) => {
      applied = applyConfig(services);
      void applied.then(() => phases.note('agents and evaluations'));
    },
    hostArgs: ['--log-invocations', `--inspect=${options.inspect ?? DEFAULT_INSPECTOR_PORT}`],
    // Arguments and answers are shown on this machine; a deployed app hides them.
    hostEnv: { LOG_CONTENT: process.env.LOG_CONTENT ?? 'true' },
    onHostLine: (line) => log.take(line),
  });
  return { platform, applied: applied ?? applyConfig(platform.endpoints) };
}

function watchSources(config: string, onChange: (files: readonly string[]) => void) {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const places = [
    path.join(root, 'functions'),
    path.join(root, 'shared'),
    path.join(root, 'host.json'),
    path.dirname(config),
  ];
  const ownFolder = path.dirname(config);
  return watch(places, {
    ignoreInitial: true,
    ignored: (file) => {
      if (file.includes(`${path.sep}node_modules`) || path.basename(file).startsWith('.')) return true;
      // Beside the config at the root lie the local platform, tests and build results: only the config itself counts there.
      const inRoot = path.dirname(file) === root && ownFolder === root;
      return inRoot && ![...places.slice(0, 3), config].includes(file);
    },
  }).on('all', (_event, file) => {
    if (!/\.(ts|json|mts|cts|js|mjs|cjs)$/.test(file)) return;
    changed.add(path.relative(root, file));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...changed];
      changed.clear();
      onChange(files);
    }, SETTLE_MS);
  });
}

function signalled(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
}
