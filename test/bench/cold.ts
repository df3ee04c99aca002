import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { bundleApp } from '../../local/build/bundle.ts';
import { report } from './report.ts';
import { round, summarize } from './statistics.ts';

const root = path.resolve(import.meta.dirname, '../..');
const ROUNDS = 15;

/**
 * Time of a fresh process to load the deployed bundle, against the same app unbundled: every source file and
 * package loaded from where it lies. Node's own start is measured as well and taken off both.
 */
export async function cold(): Promise<boolean> {
  await bundleApp({ root, config: path.join(root, 'foundry.config.ts'), outdir: path.join(root, 'dist') });
  const rounds = { empty: [] as number[], bundle: [] as number[], unbundled: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    // In turn, so that a busy moment of the machine touches all three alike.
    rounds.empty.push(load(''));
    rounds.bundle.push(load(`require(${JSON.stringify(path.join(root, 'dist/app.cjs'))})`));
    rounds.unbundled.push(load(`await import(${JSON.stringify(path.join(root, 'functions/app.ts'))})`));
  }
  const [empty, bundle, unbundled] = [summarize(rounds.empty), summarize(rounds.bundle), summarize(rounds.unbundled)];
  return report(
    'cold',
    [
      {
        name: 'bundle / unbundled tree',
        value: round((bundle.p50 - empty.p50) / (unbundled.p50 - empty.p50)),
        unit: 'ratio',
        atMost: 0.3,
      },
      { name: 'bundle, loading alone', value: round(bundle.p50 - empty.p50), unit: 'ms' },
      { name: 'unbundled, loading alone', value: round(unbundled.p50 - empty.p50), unit: 'ms' },
    ],
    { empty, bundle, unbundled },
  );
}

/** Milliseconds from the start of a process to the end of its only statement. */
function load(statement: string): number {
  const begun = performance.now();
  const isModule = statement.startsWith('await');
  const run = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      ...(isModule ? ['--input-type=module'] : ['--input-type=commonjs']),
      '-e',
      `${statement};process.exit(0)`,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  if (run.status !== 0) throw new Error(`The app did not load: ${run.stderr}`);
  return performance.now() - begun;
}
