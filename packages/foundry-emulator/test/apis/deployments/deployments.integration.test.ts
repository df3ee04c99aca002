import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'deployments-'));
const file = path.join(folder, 'deployments.json');
afterAll(() => rmSync(folder, { recursive: true }));

async function gather<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

describe('the usual deployments', () => {
  let emulator: TestEmulator;
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator.close());

  it.each(['project', 'projectV1', 'projectBeta'] as const)('are listed and read by %s', async (which) => {
    const { deployments } = emulator[which];
    const names = (await gather(deployments.list())).map(({ name }) => name);
    expect(names).toEqual(['gpt-4o', 'gpt-4o-mini', 'gpt-5.4-mini', 'text-embedding-3-small']);
    expect(await deployments.get('gpt-4o-mini')).toMatchObject({
      type: 'ModelDeployment',
      modelName: 'gpt-4o-mini',
      modelVersion: '2024-07-18',
      modelPublisher: 'OpenAI',
      capabilities: { chat_completion: 'true' },
      sku: { name: 'GlobalStandard' },
    });
    await expect(deployments.get('gpt-9')).rejects.toMatchObject({ statusCode: 404, code: 'NotFound' });
  });

  it('are found by model, publisher and type', async () => {
    const { deployments } = emulator.project;
    const named = async (filter: Parameters<typeof deployments.list>[0]) =>
      (await gather(deployments.list(filter))).map(({ name }) => name);
    expect(await named({ modelName: 'gpt-4o' })).toEqual(['gpt-4o']);
    expect(await named({ modelPublisher: 'Contoso' })).toEqual([]);
    expect(await named({ deploymentType: 'ModelDeployment' })).toHaveLength(4);
  });

  it('answer a wrong parameter in the error body of their own API', async () => {
    const response = await emulator.request('/deployments?api-version=v1&deploymentType=Car');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'InvalidValue', target: 'deploymentType', details: [] },
    });
  });
});

describe('deployments of a file', () => {
  it('take the place of the usual ones, and are paged by next links', async () => {
    const many = Array.from({ length: 120 }, (_, number) => ({ name: `d${number}`, modelName: 'gpt-4o' }));
    writeFileSync(file, JSON.stringify(many));
    const emulator = await startEmulator({ settings: { FOUNDRY_DEPLOYMENTS: file } });
    expect((await gather(emulator.project.deployments.list())).map(({ name }) => name)).toEqual(
      many.map(({ name }) => name),
    );
    const { requests } = await emulator.admin<{ requests: unknown[] }>('GET', 'requests');
    expect(requests).toHaveLength(3);
    await emulator.close();
  });

  it.each([
    ['[{ "modelName": "gpt-4o" }]', /FOUNDRY_DEPLOYMENTS names .*name/s],
    ['[', /cannot be read as JSON/],
  ])('that are wrong keep the emulator from starting: %s', async (text, message) => {
    writeFileSync(file, text);
    await expect(startEmulator({ settings: { FOUNDRY_DEPLOYMENTS: file } })).rejects.toThrow(message);
  });
});
