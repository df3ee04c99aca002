import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Platform, type PlatformOptions, startPlatform } from '../../local/platform/platform.ts';
import config from '../fixture-app/foundry.config.ts';
import { FIXTURE_APP } from './fixture-app.ts';

export type TestPlatform = Platform & { readonly state: string };

/**
 * Starts the whole local platform with the fixture app, on free ports and in a folder of its own. Call `stop()` in afterAll: it removes the
 * folder, too.
 */
export async function localPlatform(options: Partial<PlatformOptions> = {}): Promise<TestPlatform> {
  const state = options.state ?? mkdtempSync(path.join(os.tmpdir(), 'platform-'));
  const ports = { blob: 0, queue: 0, table: 0, foundry: 0, functions: 0 };
  const platform = await startPlatform({ config, app: FIXTURE_APP, inMemory: true, ...options, state, ports });
  return Object.assign(Object.create(platform) as Platform, {
    state,
    stop: async () => {
      await platform.stop();
      rmSync(state, { recursive: true, force: true });
    },
  });
}
