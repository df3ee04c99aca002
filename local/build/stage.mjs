// Puts what is deployed, and nothing else, into dist/package: the app's files, host.json for the chosen place of Durable's state, and a
// package.json that only names the first of them. azure.yaml deploys that folder as it is; nothing is installed or built on Azure.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HOST_JSON = {
  azureStorage: 'host.json',
  durableTaskScheduler: 'infra/host.durable-task-scheduler.json',
};

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env DURABLE_BACKEND as the templates know it; azd passes it on
 * @param {readonly string[]} chunks names of the files in dist/chunks that belong to dist/app.cjs
 */
export function stagePackage(root, env, chunks) {
  const backend = env.DURABLE_BACKEND || 'azureStorage';
  const hostJson = Object.entries(HOST_JSON).find(([name]) => name === backend)?.[1];
  if (hostJson === undefined) {
    throw new Error(
      `DURABLE_BACKEND is "${backend}". Set it to ${Object.keys(HOST_JSON).join(' or ')}, or take it out.`,
    );
  }
  const folder = path.join(root, 'dist/package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'chunks'), { recursive: true });
  for (const file of ['app.cjs', 'telemetry.cjs', ...chunks.map((chunk) => `chunks/${chunk}`)]) {
    copyFileSync(path.join(root, 'dist', file), path.join(folder, file));
  }
  copyFileSync(path.join(root, hostJson), path.join(folder, 'host.json'));
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify({ name, version, main: 'app.cjs' }, null, 2)}\n`);
}
