import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleApp, isBundleCurrent } from '../../local/build/bundle.ts';

const root = path.resolve(import.meta.dirname, '../..');
const config = path.join(root, 'test/fixture-app/foundry.config.ts');

/** Folder of the fixture app as it would be deployed. */
export const FIXTURE_APP = path.join(root, 'dist/fixture-app');

/** Makes a command of the repository use the fixture app instead of foundry.config.ts at the root. */
export const FIXTURE_ENV = { FOUNDRY_CONFIG: config } as const;

/** Bundles the fixture app, if its sources have changed since the last time. */
export async function buildFixtureApp(): Promise<void> {
  const options = { root, config, outdir: FIXTURE_APP };
  if (!isBundleCurrent(options)) await bundleApp(options);
  copyFileSync(path.join(root, 'host.json'), path.join(FIXTURE_APP, 'host.json'));
  writeFileSync(path.join(FIXTURE_APP, 'package.json'), JSON.stringify({ name: 'fixture-app', main: 'app.cjs' }));
}
