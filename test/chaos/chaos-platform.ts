import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleApp, isBundleCurrent } from '../../local/build/bundle.ts';
import { connectionStringOf, storageEndpoints } from '../../local/platform/azurite.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../../local/platform/platform.ts';
import { choosePorts } from '../../local/platform/ports.ts';
import { trustCertificate } from '../../local/platform/trust.ts';
import type { Random } from '../../shared/core/random.ts';
import { familyOf } from '../bench/process-family.ts';
import { type FlakyProxy, flakyProxy, type Mishap } from '../support/flaky-proxy.ts';
import config from './app/foundry.config.ts';
import { RAN_AGAIN } from './app/tools.ts';

const root = path.resolve(import.meta.dirname, '../..');
const APP = path.join(root, 'dist/chaos-app');
const CONFIG = path.join(root, 'test/chaos/app/foundry.config.ts');

/** Shares of the requests that go wrong while faults are on. */
const FAULTS: readonly (readonly [Mishap, number])[] = [
  ['throttled', 0.02],
  ['busy', 0.02],
  ['before', 0.01],
  ['after', 0.01],
  ['halfway', 0.01],
  ['swallow', 0.02],
  ['slow', 0.02],
];

export interface ChaosPlatform extends Platform {
  readonly state: string;
  /** Calls that one process ran again although it had carried them out. */
  readonly repeats: () => number;
  /** Turns the faults between host, app and storage on or off. */
  setFaults(on: boolean): void;
  /** Requests that met a fault, by kind. */
  readonly faults: () => Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

async function buildChaosApp(): Promise<string> {
  const options = { root, config: CONFIG, outdir: APP };
  if (!isBundleCurrent(options)) await bundleApp(options);
  copyFileSync(path.join(root, 'host.json'), path.join(APP, 'host.json'));
  writeFileSync(path.join(APP, 'package.json'), JSON.stringify({ name: 'chaos-app', main: 'app.cjs' }));
  return APP;
}

/**
 * Starts the local platform with the chaos app. Host and app reach storage through fault proxies when `random` is given; the agent's side
 * reaches it directly.
 * @param watch returns the address at which host and app find the queues instead
 */
export async function startChaos(
  options: Partial<PlatformOptions> = {},
  random?: Random,
  watch?: (queues: string) => Promise<string>,
): Promise<ChaosPlatform> {
  const app = await buildChaosApp();
  const state = mkdtempSync(path.join(os.tmpdir(), 'chaos-'));
  const ports = await choosePorts({ blob: 0, queue: 0, table: 0, foundry: 0, functions: 0 });
  let isFaulty = false;
  const next = (): Mishap => (isFaulty && random ? choose(random()) : 'none');
  const proxies: FlakyProxy[] = [];
  const through = async (): Promise<string> => {
    const direct = storageEndpoints(ports);
    const moved = async (url: string) => {
      const proxy = await flakyProxy(url, next);
      proxies.push(proxy);
      return `${proxy.url}${new URL(url).pathname}`;
    };
    return connectionStringOf({
      blob: await moved(direct.blob),
      queue: await moved(direct.queue),
      table: await moved(direct.table),
    });
  };
  const watched = async (): Promise<string | undefined> => {
    const direct = storageEndpoints(ports);
    return watch && connectionStringOf({ ...direct, queue: await watch(direct.queue) });
  };
  const dataStorage = random ? await through() : await watched();
  const hostEnv = {
    ...(random ? { AzureWebJobsStorage: await through() } : {}),
    ...(dataStorage === undefined ? {} : { DATA_STORAGE: dataStorage }),
  };
  let repeats = 0;
  const platform = await startPlatform({
    config,
    app,
    inMemory: false,
    ...options,
    state,
    ports,
    hostEnv: { ...hostEnv, ...options.hostEnv },
    onHostLine: (line) => {
      if (line.includes(RAN_AGAIN)) repeats += 1;
      options.onHostLine?.(line);
    },
  });
  trustCertificate(platform.endpoints.certificate);
  return Object.assign(Object.create(platform) as Platform, {
    state,
    repeats: () => repeats,
    setFaults: (on: boolean) => {
      isFaulty = on;
    },
    faults: () => {
      const sum: Record<string, number> = {};
      for (const { counts } of proxies)
        for (const [kind, count] of Object.entries(counts)) sum[kind] = (sum[kind] ?? 0) + count;
      return sum;
    },
    stop: async () => {
      await platform.stop();
      await Promise.all(proxies.map((proxy) => proxy.close()));
      if (process.env.CHAOS_KEEP) console.log(`state: ${state}`);
      else rmSync(state, { recursive: true, force: true });
    },
  });
}

function choose(number: number): Mishap {
  let sum = 0;
  for (const [kind, share] of FAULTS) {
    sum += share;
    if (number < sum) return kind;
  }
  return 'none';
}

/** Sends a signal to a process and all that it started. */
export function signalFamily(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const id of familyOf(pid).keys()) {
    try {
      process.kill(id, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}
