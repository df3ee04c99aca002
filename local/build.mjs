// Builds the deployed app: one CommonJS file, dist/app.cjs, which package.json's "main" names; dist/package is what azd deploys.
// @azure/functions-core stays outside: the Functions worker supplies that module when it loads the app.
import path from 'node:path';
import { build } from 'esbuild';
import { stagePackage } from './stage.mjs';

const root = path.resolve(import.meta.dirname, '..');

await build({
  absWorkingDir: root,
  entryPoints: ['functions/app.ts'],
  outfile: 'dist/app.cjs',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['@azure/functions-core'],
  sourcemap: true,
  logLevel: 'warning',
});

stagePackage(root, process.env);
