// Builds the deployed app into dist: app.cjs, which package.json's "main" names, and what is only read when it is asked for: telemetry.cjs
// with the telemetry SDK, and chunks with the clients of the services; with --package also dist/package, which is what azd deploys.
// @azure/functions-core stays outside: the Functions worker supplies that module when it loads the app.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { stagePackage } from './stage.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');

/** @type {import('esbuild').BuildOptions} Even what is never run costs an app's start, for it has to be read: names stay, blanks go. */
const common = {
  platform: 'node',
  target: 'node22',
  minifyWhitespace: true,
  minifySyntax: true,
  outExtension: { '.js': '.cjs' },
  logLevel: 'warning',
};

/** @type {import('esbuild').Plugin} Its packages are CommonJS, and import each other when needed: they stay in one file. */
const telemetryApart = {
  name: 'telemetry apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/open-telemetry\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './telemetry.cjs', external: true } : undefined,
    ),
};

await build({
  ...common,
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  sourcemap: true,
  entryPoints: { telemetry: 'shared/azure/telemetry/open-telemetry.ts' },
  outdir: dist,
});

// The build above has made the folder.
const halfway = mkdtempSync(path.join(dist, 'halfway-'));
try {
  // Only modules can be split; only CommonJS is given the worker's @azure/functions-core. So they are split first and turned into it then.
  const { metafile } = await build({
    ...common,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    external: ['@azure/functions-core'],
    sourcemap: 'inline',
    entryPoints: { app: 'functions/app.ts' },
    chunkNames: 'chunks/[name]-[hash]',
    outdir: halfway,
    metafile: true,
    plugins: [telemetryApart],
  });
  refuseUnnamed(Object.values(metafile.outputs));
  await build({
    ...common,
    absWorkingDir: halfway,
    format: 'cjs',
    loader: { '.cjs': 'js' },
    supported: { 'dynamic-import': false },
    // Of a package that opens a browser, which nothing here does.
    logOverride: { 'empty-import-meta': 'silent' },
    sourcemap: true,
    entryPoints: readdirSync(halfway, { recursive: true }).filter((file) => file.endsWith('.cjs')),
    outbase: halfway,
    outdir: dist,
  });
  const chunks = readdirSync(path.join(halfway, 'chunks'));
  removeOldChunks(new Set(chunks));
  // Tests and the local platform build side by side, and need no package.
  if (process.argv.includes('--package')) stagePackage(root, process.env, chunks);
} finally {
  rmSync(halfway, { recursive: true, force: true });
}

/** @param {{ entryPoint?: string, exports: string[] }[]} outputs  Of a CommonJS package that is imported when needed, no name arrives. */
function refuseUnnamed(outputs) {
  const unnamed = outputs.filter(({ entryPoint, exports }) => entryPoint !== undefined && `${exports}` === 'default');
  const names = unnamed.map(({ entryPoint }) => entryPoint);
  if (names.length > 0)
    throw new Error(`Import these in a module of our own, and that one when needed: ${names.join(', ')}`);
}

/** @param {Set<string>} current  An app that runs since yesterday has read what it needs; one that has just begun may not. */
function removeOldChunks(current) {
  const yesterday = Date.now() - 24 * 3_600_000;
  const folder = path.join(dist, 'chunks');
  for (const file of readdirSync(folder)) {
    const at = path.join(folder, file);
    const isOurs = current.has(file.replace(/\.map$/, ''));
    if (!isOurs && (statSync(at, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < yesterday)
      rmSync(at, { force: true });
  }
}
