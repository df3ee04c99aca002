import type { RunningAzurite } from '../../../local/platform/azurite.ts';
import { startAzurite } from '../azurite.ts';
import { startEmulator, type TestEmulator } from '../emulator.ts';

export interface TestServices {
  readonly azurite: RunningAzurite;
  readonly emulator: TestEmulator;
}

/** Storage and an emulator that takes files in at once, for all tests of a file. */
export function testServices(): TestServices {
  let azurite: RunningAzurite;
  let emulator: TestEmulator;
  beforeAll(async () => {
    azurite = await startAzurite();
    emulator = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '0' } });
  });
  afterAll(async () => {
    await emulator.close();
    await azurite.stop();
  });
  return {
    get azurite() {
      return azurite;
    },
    get emulator() {
      return emulator;
    },
  };
}
