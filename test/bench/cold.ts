import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleApp } from '../../local/build/bundle.ts';
import { stagePackage } from '../../local/build/stage-package.ts';
import { startService } from '../../local/platform/service.ts';
import { localPlatform } from '../support/platform.ts';
import { report } from './report.ts';
import { round, summarize } from './statistics.ts';

const root = path.resolve(import.meta.dirname, '../..');
const ROUNDS = 9;
const ANSWERS = 3;

/**
 * Processor time of a fresh process to load the deployed bundle, against the same app unbundled: every source file and package loaded from where
 * it lies. Node's own start is measured as well and taken off both. Nothing is compiled beforehand, as on a new instance; a second bundle
 * finds the compiled code of the first, as a worker that restarts on its instance does. Processor time, because time on the clock doubles on a busy machine.
 * Then the time on the clock from the start of the local host until it answers its first request.
 */
export async function cold(): Promise<boolean> {
  const chunks = await bundleApp({
    root,
    config: path.join(root, 'foundry.config.ts'),
    outdir: path.join(root, 'dist'),
  });
  stagePackage(root, {}, chunks);
  const cache = mkdtempSync(path.join(os.tmpdir(), 'bench-cold-'));
  const bundle = `require(${JSON.stringify(path.join(root, 'dist/package/app.cjs'))})`;
  const tree = `await import(${JSON.stringify(path.join(root, 'functions/app.ts'))})`;
  const rounds = {
    empty: [] as number[],
    bundle: [] as number[],
    again: [] as number[],
    unbundled: [] as number[],
    answers: [] as number[],
  };
  try {
    load(bundle, { NODE_COMPILE_CACHE: cache });
    for (let round = 0; round < ROUNDS; round++) {
      // In turn, so that a busy moment of the machine touches all alike.
      rounds.empty.push(load('', NO_CACHE));
      rounds.bundle.push(load(bundle, NO_CACHE));
      rounds.again.push(load(bundle, { NODE_COMPILE_CACHE: cache }));
      rounds.unbundled.push(load(tree, NO_CACHE));
    }
    const platform = await localPlatform();
    try {
      for (let round = 0; round < ANSWERS; round++)
        rounds.answers.push(await firstAnswer(cache, platform.endpoints.storage));
    } finally {
      await platform.stop();
    }
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  const [empty, loaded, again] = [summarize(rounds.empty), summarize(rounds.bundle), summarize(rounds.again)];
  const [unbundled, answers] = [summarize(rounds.unbundled), summarize(rounds.answers)];
  const share = ({ p50 }: { p50: number }) => round((p50 - empty.p50) / (unbundled.p50 - empty.p50));
  return report(
    'cold',
    [
      { name: 'bundle / unbundled tree', value: share(loaded), unit: 'ratio', atMost: 0.2 },
      { name: 'bundle that was compiled before / unbundled tree', value: share(again), unit: 'ratio' },
      { name: 'bundle, loading alone', value: round(loaded.p50 - empty.p50), unit: 'ms' },
      { name: 'unbundled, loading alone', value: round(unbundled.p50 - empty.p50), unit: 'ms' },
      { name: 'local host: process start to first answer', value: answers.p50, unit: 'ms' },
    ],
    { empty, loaded, again, unbundled, answers },
  );
}

/** The worker's module, so that functions are registered as on Azure. Without it the library writes a warning for each. */
const WORKER_MODULE = `
  import Module from 'node:module';
  const load = Module._load;
  const none = () => {};
  const core = { version: '4.0.0', hostVersion: '4.0.0', registerFunction: none, setProgrammingModel: none, getProgrammingModel: none,
    registerHook: none, log: none, Disposable: class {} };
  Module._load = (name, ...rest) => name === '@azure/functions-core' ? core : load(name, ...rest);`;

const NO_CACHE = { NODE_DISABLE_COMPILE_CACHE: '1' } as const;

/** Milliseconds of processor time of a process with one statement. */
function load(statement: string, env: Readonly<Record<string, string>>): number {
  const isModule = statement.startsWith('await');
  const run = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      `--import=data:text/javascript,${encodeURIComponent(WORKER_MODULE)}`,
      ...(isModule ? ['--input-type=module'] : ['--input-type=commonjs']),
      '-e',
      `${statement};const { user, system } = process.cpuUsage();process.stdout.write('\\n' + (user + system));process.exit(0)`,
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } },
  );
  if (run.status !== 0) throw new Error(`The app did not load: ${run.stderr}`);
  return Number(run.stdout.trim().split('\n').at(-1)) / 1000;
}

/** Milliseconds until the local host with the deployed app answers. */
async function firstAnswer(cache: string, storage: string): Promise<number> {
  const begun = performance.now();
  const host = await startService({
    name: 'The Functions host',
    script: path.join(root, 'packages/functions-host/src/main.ts'),
    args: [
      '--app',
      path.join(root, 'dist/package'),
      '--port',
      '0',
      '--log-format',
      'json',
      '--state',
      path.join(cache, 'host'),
    ],
    env: { ...process.env, DATA_STORAGE: storage, AzureWebJobsStorage: storage, NODE_COMPILE_CACHE: cache },
    logFile: path.join(cache, 'host.log'),
  });
  try {
    const { status } = await fetch(`${host.ready.url}/api/health/live`);
    if (status !== 200) throw new Error(`The host answered ${status}.`);
    return performance.now() - begun;
  } finally {
    await host.stop();
  }
}
