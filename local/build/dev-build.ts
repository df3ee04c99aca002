import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildFailure, context, formatMessages, type OutputFile } from 'esbuild';
import { buildConsole } from '../../packages/console/build.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { configPlugin } from './plugins.ts';

export interface DevBuildOptions {
  /** Root of the repository. */
  readonly root: string;
  /** Absolute path of the foundry.config.ts to build in. */
  readonly config: string;
  /** State folder of the platform: each has a build of its own. */
  readonly state: string;
}

export interface DevBuild {
  /** Folder of the app for the Functions host: package.json, host.json and the built app. */
  readonly app: string;
  /**
   * Builds again what changed since the last build.
   * @returns the source files of the app, absolute
   * @throws SetupError with file, line and a code frame; the files of the last build stay
   */
  rebuild(): Promise<readonly string[]>;
  /** Makes the last build the good one. */
  accept(): void;
  /** Puts the last good build back, for a worker that has to start again. */
  revert(): void;
  close(): Promise<void>;
}

/**
 * Prepares an incremental build for this machine. Packages stay external, so a rebuild reads only the repository's own files. The folder lies
 * in dist/, because Node looks for packages in the folders above a file.
 */
export async function openDevBuild({ root, config, state }: DevBuildOptions): Promise<DevBuild> {
  const app = path.join(root, 'dist/local', createHash('sha256').update(state).digest('hex').slice(0, 12));
  mkdirSync(app, { recursive: true });
  // Beside the app's first build: the console does not change while the app is developed.
  const console = buildConsole(path.join(app, 'console'));
  console.catch(() => {});
  const esbuild = await context({
    absWorkingDir: root,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
    // With import() kept, a package such as openai would load twice, as CommonJS and as ES modules, and its classes would differ.
    supported: { 'dynamic-import': false },
    sourcemap: true,
    entryPoints: { app: 'functions/app.ts' },
    outdir: app,
    outExtension: { '.js': '.cjs' },
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [configPlugin(config)],
  });
  let latest: readonly OutputFile[] = [];
  let good: readonly OutputFile[] = [];
  const write = (files: readonly OutputFile[]) => {
    for (const { path: file, contents } of files) writeFileSync(file, contents);
  };
  return {
    app,
    accept: () => {
      good = latest;
    },
    revert: () => write(good),
    rebuild: async () => {
      copyAppFiles(root, app);
      try {
        const [{ metafile, outputFiles }] = await Promise.all([esbuild.rebuild(), console]);
        latest = outputFiles;
        if (good.length === 0) good = latest;
        write(latest);
        return Object.keys(metafile.inputs).map((file) => path.resolve(root, file));
      } catch (cause) {
        throw new SetupError(await explainBuildFailure(cause), { cause });
      }
    },
    close: () => esbuild.dispose(),
  };
}

/** Returns the messages of esbuild with file, line and a code frame. */
export async function explainBuildFailure(cause: unknown): Promise<string> {
  if (!isBuildFailure(cause)) return `The app cannot be built: ${String(cause)}`;
  const color = process.stdout.isTTY === true;
  const texts = await formatMessages(cause.errors, { kind: 'error', color, terminalWidth: 100 });
  return `The app cannot be built.\n\n${texts.join('').trimEnd()}`;
}

function isBuildFailure(cause: unknown): cause is BuildFailure {
  return cause instanceof Error && 'errors' in cause && Array.isArray(cause.errors);
}

/** The host reads these files from the app's folder; local.settings.json is optional. */
function copyAppFiles(root: string, app: string): void {
  writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'foundry-functions', main: 'app.cjs' }));
  copyFileSync(path.join(root, 'host.json'), path.join(app, 'host.json'));
  const settings = path.join(root, 'local.settings.json');
  if (existsSync(settings)) copyFileSync(settings, path.join(app, 'local.settings.json'));
  else rmSync(path.join(app, 'local.settings.json'), { force: true });
}
