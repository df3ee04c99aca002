import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * Builds an app of a test's own, with the host.json of the repository, for `localPlatform({ app })`.
 * @param entry its first file, from the root of the repository
 */
export async function buildTestApp(entry: string): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'test-app-'));
  mkdirSync(path.join(folder, 'dist'));
  copyFileSync(path.join(root, 'host.json'), path.join(folder, 'host.json'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'test-app', main: 'dist/app.cjs' }));
  await build({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['@azure/functions-core'],
    logOverride: { 'empty-import-meta': 'silent' },
    logLevel: 'warning',
    entryPoints: [entry],
    outfile: path.join(folder, 'dist/app.cjs'),
  });
  return folder;
}
