import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../shared/core/setup-error.ts';
import { bundleApp } from '../build/bundle.ts';
import { stagePackage } from '../build/stage-package.ts';
import { configFile, loadConfig } from '../config/load-config.ts';
import { checkStorage } from '../infra/sync-storage.ts';
import { runCommand } from './run-command.ts';

/**
 * `npm run build`: checks foundry.config.ts, builds the deployed app into dist/, and copies what azd deploys into dist/package. An evaluation with
 * an error is left out by a running app, so that the others run; here it is an error.
 *
 * `--out DIR` builds elsewhere and makes no package.
 */
await runCommand(async () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const config = await loadConfig(process.env);
  const problems = config.evaluations.refused.flatMap((entry) => entry.problems);
  if (problems.length > 0) throw new SetupError(problems.map((problem) => `foundry.config.ts: ${problem}.`).join('\n'));
  const out = outdir(process.argv.slice(2));
  // Another config than that of the repository is not deployed from here.
  if (!process.env.FOUNDRY_CONFIG) checkStorage(config);
  const outputFolder = out === undefined ? path.join(root, 'dist') : path.resolve(out);
  mkdirSync(outputFolder, { recursive: true });
  const chunks = await bundleApp({ root, config: configFile(process.env), outdir: outputFolder });
  if (out === undefined) stagePackage(root, process.env, chunks);
  return 0;
});

function outdir(args: readonly string[]): string | undefined {
  if (args.length === 0) return undefined;
  const [flag, folder] = args;
  if (flag !== '--out' || folder === undefined || args.length > 2) {
    throw new SetupError(`npm run build knows only --out DIR, not ${args.join(' ')}.`);
  }
  return folder;
}
