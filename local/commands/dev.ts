import path from 'node:path';
import { watch } from 'chokidar';
import { SetupError } from '../../shared/core/setup-error.ts';
import { openDevBuild } from '../build/dev-build.ts';
import { configFile, loadConfig } from '../config/load-config.ts';
import { DevSession } from '../dev/dev-session.ts';
import { typeChecker } from '../dev/type-check.ts';
import { CallLog } from '../output/call-log.ts';
import type { Topic } from '../output/topics.ts';
import { startPlatform } from '../platform/platform.ts';
import { choosePorts } from '../platform/ports.ts';
import { platformSettings } from '../platform/settings.ts';
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

async function run(options: DevOptions, settings: ReturnType<typeof platformSettings>): Promise<number> {
  const begun = performance.now();
  const print = (text: string) => console.log(text);
  const file = configFile(process.env);
  // A port that is taken is found before anything is built.
  await choosePorts(settings.ports);
  const config = await loadConfig(process.env);
  const build = await openDevBuild({ root, config: file, state: settings.state });
  const types = typeChecker(root, file, build.app);
  const log = new CallLog({ ...options, color: process.stdout.isTTY === true, write: print });
  const built = build.rebuild();
  built.catch(() => {});
  const phases = new StartPhases(begun);
  print('Starting storage, the emulator and the Functions host ...');
  const platform = await startPlatform({
    ...settings,
    config,
    app: built.then(() => {
      phases.note('app built');
      return build.app;
    }),
    onReady: (server) => phases.note(server),
    hostArgs: ['--log-invocations', `--inspect=${options.inspect ?? DEFAULT_INSPECTOR_PORT}`],
    // Arguments and answers are shown on this machine; a deployed app hides them.
    hostEnv: { LOG_CONTENT: process.env.LOG_CONTENT ?? 'true' },
    onHostLine: (line) => log.take(line),
  }).catch(async (error: unknown) => {
    // The compiler and the type check are processes of their own: left open, they keep a start that failed from ending.
    types.stop();
    await build.close();
    throw error;
  });
  const session = new DevSession({ platform, build, types, config: file, print });
  const watcher = watchSources(file, (files) => session.change(files));
  try {
    await session.begin();
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
