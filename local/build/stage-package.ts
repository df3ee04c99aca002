import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** host.json for each place that can keep the state of Durable Functions. */
const HOST_JSON: Readonly<Record<string, string>> = {
  azureStorage: 'host.json',
  durableTaskScheduler: 'infra/host.durable-task-scheduler.json',
};

/**
 * Copies what azd deploys, and nothing else, into dist/package: the built app, host.json, and a package.json that only names the app. Nothing is
 * installed or built on Azure.
 * @param env DURABLE_BACKEND as the templates know it; azd passes it on
 * @param chunks names of the files in dist/chunks that belong to dist/functions.cjs
 * @throws Error when DURABLE_BACKEND is unknown
 */
export function stagePackage(root: string, env: NodeJS.ProcessEnv, chunks: readonly string[]): void {
  const backend = env.DURABLE_BACKEND || 'azureStorage';
  const hostJson = HOST_JSON[backend];
  if (hostJson === undefined) {
    throw new Error(`DURABLE_BACKEND is "${backend}". Set it to ${Object.keys(HOST_JSON).join(' or ')}, or remove it.`);
  }
  const folder = path.join(root, 'dist/package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'chunks'), { recursive: true });
  for (const file of ['app.cjs', 'functions.cjs', 'telemetry.cjs', ...chunks.map((chunk) => `chunks/${chunk}`)]) {
    copyFileSync(path.join(root, 'dist', file), path.join(folder, file));
  }
  // Only the production build has the console; tests of the package stage a bundle without it.
  if (existsSync(path.join(root, 'dist/console')))
    cpSync(path.join(root, 'dist/console'), path.join(folder, 'console'), {
      recursive: true,
      filter: (file) => !file.endsWith('.map'),
    });
  copyFileSync(path.join(root, hostJson), path.join(folder, 'host.json'));
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, string>;
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify({ name, version, main: 'app.cjs' }, null, 2)}\n`);
}
