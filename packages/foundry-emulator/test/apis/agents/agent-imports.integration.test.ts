import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

const MANIFESTS = {
  manifests: [
    {
      id: 'helper',
      parameters: { model: {}, team: { default: 'support' }, temperature: { default: 0.5 } },
      definition: {
        kind: 'prompt',
        model: '{{model}}',
        temperature: '{{temperature}}',
        instructions: 'You help the {{team}} team at {{temperature}}. Say {{hello}}.',
      },
    },
  ],
};

const folder = mkdtempSync(path.join(tmpdir(), 'manifests-'));
let emulator: TestEmulator;
beforeAll(async () => {
  const seed = path.join(folder, 'seed.yaml');
  writeFileSync(seed, JSON.stringify(MANIFESTS));
  emulator = await startEmulator({ seed });
});
afterAll(async () => {
  await emulator?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => emulator.admin('POST', 'reset'));

const post = (below: string, body: object) =>
  emulator.request(below, { method: 'POST', body: JSON.stringify({ manifest_id: 'helper', ...body }) });

it('fills in what is given, presets for the rest, and leaves other templates alone', async () => {
  const { agents } = emulator.projectBeta;
  const made = await agents.create('one', 'helper', { model: 'gpt-4o' });
  expect(made.versions.latest).toMatchObject({
    version: '1',
    definition: {
      kind: 'prompt',
      model: 'gpt-4o',
      temperature: 0.5,
      instructions: 'You help the support team at 0.5. Say {{hello}}.',
    },
  });
  const same = await agents.update('one', 'helper', { model: 'gpt-4o' });
  expect(same.versions.latest.version).toBe('1');
  const next = await agents.createVersion('one', 'helper', { model: 'gpt-4o', team: 'sales' });
  expect(next).toMatchObject({ version: '2', definition: { instructions: expect.stringContaining('sales team') } });
  expect((await agents.createVersion('two', 'helper', { model: 'x' })).id).toBe('two:1');
});

it.each([
  ['/agents:import', { name: 'a', parameter_values: {} }, 400, 'parameter_values.model'],
  ['/agents:import', { name: 'a', parameter_values: { model: 'x', colour: 'red' } }, 400, 'parameter_values.colour'],
  ['/agents:import', { name: 'a', parameter_values: { model: 7 } }, 400, 'definition.model'],
  ['/agents:import', { name: 'a', parameter_values: { model: 'x', temperature: 9 } }, 400, 'definition.temperature'],
  ['/agents:import', { name: 'a', parameter_values: { model: 'x' }, manifest_id: 'no' }, 404, 'manifest_id'],
  ['/agents:import', { name: '-', parameter_values: { model: 'x' } }, 400, 'name'],
  ['/agents:import', { name: 'a' }, 400, 'parameter_values'],
  ['/agents/nobody/import', { parameter_values: { model: 'x' } }, 404, 'agent_name'],
  ['/agents/-/versions:import', { parameter_values: { model: 'x' } }, 400, 'agent_name'],
])('says what is wrong: POST %s %j', async (below, body, status, param) => {
  const response = await post(below, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { param } });
});

it('does not make an agent twice', async () => {
  const body = { name: 'one', parameter_values: { model: 'x' } };
  expect((await post('/agents:import', body)).status).toBe(200);
  expect((await post('/agents:import', body)).status).toBe(409);
});
