import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'connections-'));
const seed = path.join(folder, 'seed.yaml');
let emulator: TestEmulator;
beforeAll(async () => {
  const many = Array.from(
    { length: 60 },
    (_, at) => `  - { name: key-${at}, type: CustomKeys, target: https://x/${at} }`,
  );
  writeFileSync(
    seed,
    `connections:
  - { name: search, type: CognitiveSearch, target: https://s.search.windows.net, isDefault: true, credentials: { type: ApiKey, key: planted-key } }
  - { name: other, type: CognitiveSearch, target: https://t.search.windows.net, metadata: { team: a } }
  - { name: mine, type: CustomKeys, target: https://u, credentials: { type: CustomKeys, first: planted-one, second: planted-two } }
${many.join('\n')}
`,
  );
  emulator = await startEmulator({ seed, state: path.join(folder, 'state'), inMemory: false });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

type Connections = TestEmulator['project']['connections'];

describe.each(['project', 'projectV1', 'projectBeta'] as const)('connections through %s', (which) => {
  const connections = () => emulator[which].connections as unknown as Connections;

  async function names(filter: Parameters<Connections['list']>[0] = {}): Promise<string[]> {
    const all: string[] = [];
    for await (const { name } of connections().list(filter)) all.push(name);
    return all;
  }

  it('are those of the seed file, over all pages, by type, or the default one', async () => {
    expect(await names()).toHaveLength(63);
    expect(await names({ connectionType: 'CognitiveSearch' })).toEqual(['search', 'other']);
    expect(await names({ connectionType: 'CognitiveSearch', defaultConnection: true })).toEqual(['search']);
    expect(await connections().getDefault('CognitiveSearch')).toMatchObject({ name: 'search', isDefault: true });
  });

  it('show their secrets to the one call that asks for them', async () => {
    const plain = await connections().get('search');
    expect(plain).toMatchObject({ type: 'CognitiveSearch', target: 'https://s.search.windows.net' });
    expect(JSON.stringify(plain)).not.toContain('planted');
    expect(JSON.stringify(await connections().getWithCredentials('search'))).toContain('planted-key');
    expect(JSON.stringify(await connections().getWithCredentials('mine'))).toContain('planted-two');
    expect(JSON.stringify(await connections().getWithCredentials('other'))).toContain('AAD');
    await expect(connections().get('nobody')).rejects.toMatchObject({ statusCode: 404, code: 'NotFound' });
  });
});

it('their secrets are not in the state', () => {
  for (const file of ['state.sqlite', 'state.sqlite-wal'])
    expect(readFileSync(path.join(folder, 'state/objects', file), 'latin1')).not.toContain('planted');
});

it('without a seed there is one, for the storage account that datasets use', async () => {
  const plain = await startEmulator();
  expect(await plain.project.connections.getDefault('AzureStorageAccount')).toMatchObject({
    name: 'local-storage',
    target: 'http://127.0.0.1:10000/devstoreaccount1',
  });
  await plain.close();
});
