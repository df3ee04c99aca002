// Builds the deployed app: one CommonJS file, dist/app.cjs, which package.json's "main" names, and the telemetry SDK beside it, which is
// only read when it is asked for; with --package also dist/package, which is what azd deploys.
// @azure/functions-core stays outside: the Functions worker supplies that module when it loads the app.
import path from 'node:path';
import { build } from 'esbuild';
import { stagePackage } from './stage.mjs';

const root = path.resolve(import.meta.dirname, '..');

/** @type {import('esbuild').Plugin} Even what is never run costs an app's start: it has to be read. */
const telemetryApart = {
  name: 'telemetry apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/open-telemetry\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './telemetry.cjs', external: true } : undefined,
    ),
};

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['@azure/functions-core'],
  sourcemap: true,
  logLevel: 'warning',
  plugins: [telemetryApart],
};
await build({ ...options, entryPoints: ['functions/app.ts'], outfile: 'dist/app.cjs' });
await build({ ...options, entryPoints: ['shared/telemetry/open-telemetry.ts'], outfile: 'dist/telemetry.cjs' });

// Tests and the local platform build side by side, and need no package.
if (process.argv.includes('--package')) stagePackage(root, process.env);
