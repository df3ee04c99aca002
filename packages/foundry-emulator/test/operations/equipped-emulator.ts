import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';
import { MANIFEST } from './fixtures/agents.ts';

const CONNECTIONS = 60;

const connections = Array.from({ length: CONNECTIONS }, (_, at) => ({
  name: `key-${at}`,
  type: 'CustomKeys',
  target: `https://contoso.example/${at}`,
  credentials: { type: 'CustomKeys', key: `planted-${at}` },
}));
const deployments = [
  ...['gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small'],
  ...Array.from({ length: 60 }, (_, at) => `model-${at}`),
].map((name) => ({ name, modelName: name }));

/** Writes a seed file with the objects that no operation creates: connections, deployments, manifests. */
export function writeSeed(folder: string): string {
  const seed = path.join(folder, 'seed.yaml');
  const storage = { name: 'local-storage', type: 'AzureStorageAccount', target: 'http://127.0.0.1', isDefault: true };
  writeFileSync(seed, JSON.stringify({ connections: [storage, ...connections], deployments, manifests: [MANIFEST] }));
  return seed;
}

/** A model that can be slow, and one that goes step by step. */
export const MODEL_SCRIPT = {
  turns: [
    { when: 'take your time', text: 'Done.', delayMs: 60_000, repeat: true },
    { when: 'step by step', calls: [{ name: 'look_up_order', arguments: { number: '1' } }], repeat: true },
  ],
};

/** With a seed, a script, and a clock that stands still. */
export async function equippedEmulator(settings: Record<string, string> = {}): Promise<TestEmulator> {
  const folder = mkdtempSync(path.join(tmpdir(), 'operations-'));
  const emulator = await startEmulator({
    seed: writeSeed(folder),
    settings: { FOUNDRY_MODEL_SCENARIO: JSON.stringify(MODEL_SCRIPT), ...settings },
  });
  await emulator.admin('POST', 'clock', { scale: 0 });
  return {
    ...emulator,
    close: async () => {
      await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
