import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { buildConsole } from '../../packages/console/build.ts';
import { configPlugin, lazyDurablePlugin, telemetryPlugin } from './plugins.ts';

/** Options of the production build. Source that never runs still has to be read at start: whitespace goes, names stay. */
const COMMON: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  minifyWhitespace: true,
  minifySyntax: true,
  outExtension: { '.js': '.cjs' },
  logLevel: 'warning',
};
const OLD_CHUNK_MS = 24 * 3_600_000;
/**
 * Entry of the app. Node keeps the compiled code of what loads after the call in the temporary folder of the instance: a worker that restarts there,
 * or a second one, compiles nothing. The variable NODE_COMPILE_CACHE could not do it: Azure sets an app's settings after the worker has started.
 * A worker is often killed, so the code is written soon and not only at the end.
 */
const ENTRY = `'use strict';
const { enableCompileCache, flushCompileCache } = require('node:module');
enableCompileCache?.();
require('./functions.cjs');
setTimeout(() => flushCompileCache?.(), 5_000).unref();
`;
/** Written after a build: a hash of every source file of the repository that went into it. */
const STAMP = 'inputs.json';

export interface BundleOptions {
  /** Root of the repository. */
  readonly root: string;
  /** Absolute path of the foundry.config.ts to build in. */
  readonly config: string;
  /** Folder for app.cjs, functions.cjs, telemetry.cjs and chunks/. */
  readonly outdir: string;
}

/**
 * Builds the deployed app: app.cjs, which loads functions.cjs, telemetry.cjs with the telemetry SDK, and chunks with the service clients, which load on first use.
 * `@azure/functions-core` stays external: the Functions worker supplies that module when it loads the app.
 * @returns the names of the files in chunks/
 * @throws the build failure of esbuild
 */
export async function bundleApp({ root, config, outdir }: BundleOptions): Promise<readonly string[]> {
  mkdirSync(outdir, { recursive: true });
  rmSync(path.join(outdir, STAMP), { force: true });
  await buildConsole(path.join(outdir, 'console'));
  const telemetry = await build({
    ...COMMON,
    absWorkingDir: root,
    format: 'cjs',
    sourcemap: true,
    entryPoints: { telemetry: 'shared/azure/telemetry/open-telemetry.ts' },
    outdir,
    metafile: true,
  });
  const halfway = mkdtempSync(path.join(outdir, 'halfway-'));
  try {
    const app = await splitIntoModules(root, config, halfway);
    await convertToCommonJs(halfway, outdir);
    writeFileSync(path.join(outdir, 'app.cjs'), ENTRY);
    const chunks = readdirSync(path.join(halfway, 'chunks'));
    removeOldChunks(path.join(outdir, 'chunks'), new Set(chunks));
    const own = ['bundle.ts', 'plugins.ts'].map((file) => path.join(root, 'local/build', file));
    const files = [...own, ...sourcesOf(root, telemetry.metafile), ...sourcesOf(root, app)];
    writeFileSync(path.join(outdir, STAMP), JSON.stringify(hashes([...new Set(files)])));
    return chunks;
  } finally {
    rmSync(halfway, { recursive: true, force: true });
  }
}

/** Returns true when a folder holds a bundle of the sources, the config and the packages as they are now. */
export function isBundleCurrent({ root, config, outdir }: BundleOptions): boolean {
  try {
    const built = JSON.parse(readFileSync(path.join(outdir, STAMP), 'utf8')) as Readonly<Record<string, string>>;
    const files = Object.keys(built);
    const now = hashes(files);
    return files.includes(config) && files.includes(lockFile(root)) && files.every((file) => built[file] === now[file]);
  } catch {
    return false;
  }
}

const lockFile = (root: string): string => path.join(root, 'package-lock.json');

/** Packages are covered by the lock file. */
const sourcesOf = (root: string, { inputs }: Metafile): string[] => [
  lockFile(root),
  ...Object.keys(inputs)
    .filter((file) => !file.includes('node_modules/'))
    .map((file) => path.resolve(root, file)),
];

const hashes = (files: readonly string[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('base64')]));

/** First pass: esbuild splits only ES modules, and the worker supplies `@azure/functions-core` only to CommonJS. */
async function splitIntoModules(root: string, config: string, halfway: string): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    absWorkingDir: root,
    splitting: true,
    format: 'esm',
    external: ['@azure/functions-core'],
    sourcemap: 'inline',
    entryPoints: { functions: 'functions/app.ts' },
    chunkNames: 'chunks/[name]-[hash]',
    outdir: halfway,
    metafile: true,
    plugins: [telemetryPlugin, lazyDurablePlugin, configPlugin(config)],
  });
  refuseDefaultOnly(Object.values(metafile.outputs));
  return metafile;
}

async function convertToCommonJs(halfway: string, outdir: string): Promise<void> {
  await build({
    ...COMMON,
    bundle: false,
    absWorkingDir: halfway,
    format: 'cjs',
    loader: { '.cjs': 'js' },
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname' },
    // From a package that can open a browser; nothing here does.
    logOverride: { 'empty-import-meta': 'silent' },
    sourcemap: true,
    entryPoints: readdirSync(halfway, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.cjs')),
    outbase: halfway,
    outdir,
  });
}

/** A CommonJS package that is imported dynamically exports only `default` after the second pass, so its named exports would be lost. */
function refuseDefaultOnly(outputs: readonly { readonly entryPoint?: string; readonly exports: readonly string[] }[]) {
  const names = outputs.flatMap(({ entryPoint, exports }) =>
    entryPoint !== undefined && `${exports}` === 'default' ? [entryPoint] : [],
  );
  if (names.length > 0) {
    throw new Error(
      `Import these packages statically in a module of this repository, and import that module dynamically: ${names.join(', ')}`,
    );
  }
}

/** An app that has just started may still read chunks of its own build, so chunks of the last day stay. */
function removeOldChunks(folder: string, current: ReadonlySet<string>): void {
  const oldest = Date.now() - OLD_CHUNK_MS;
  for (const file of readdirSync(folder)) {
    const at = path.join(folder, file);
    const isCurrent = current.has(file.replace(/\.map$/, ''));
    const changed = statSync(at, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (!isCurrent && changed < oldest) rmSync(at, { force: true });
  }
}
