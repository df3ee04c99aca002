import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'seed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string): string => {
  const file = path.join(folder, 'seed.yaml');
  writeFileSync(file, text);
  return file;
};

const GARDEN = `
deployments:
  - { name: chat, modelName: gpt-4o }
files:
  - { path: notes.txt, as: notes }
calls:
  - operation: Agents_CreateAgentVersion
    params: { agent_name: support }
    body: { definition: { kind: prompt, model: chat, instructions: Be brief. } }
  - operation: Conversations_CreateConversation
    body: { metadata: { file: "\${notes.id}" } }
`;

const planted = async ({ project, projectV1 }: TestEmulator) => {
  const openai = projectV1.getOpenAIClient();
  const files: string[] = [];
  for await (const { id, filename } of openai.files.list()) files.push(`${id}/${filename}`);
  const agents: string[] = [];
  for await (const { name } of project.agents.list()) agents.push(name);
  const deployments: string[] = [];
  for await (const { name } of project.deployments.list()) deployments.push(name);
  return { files, agents, deployments };
};

describe('a seed', () => {
  beforeEach(() => writeFileSync(path.join(folder, 'notes.txt'), 'Water them twice.'));

  it('is there at the first start, and again after a reset', async () => {
    const emulator = await startEmulator({ seed: write(GARDEN) });
    for (const _ of ['start', 'reset']) {
      const { files, agents, deployments } = await planted(emulator);
      expect(agents).toEqual(['support']);
      expect(deployments).toEqual(['chat']);
      expect(files).toEqual([expect.stringMatching(/\/notes\.txt$/)]);
      const { data } = (await (await emulator.request('/openai/conversations')).json()) as { data: object[] };
      expect(data).toEqual([expect.objectContaining({ metadata: { file: `${files[0]}`.split('/')[0] } })]);
      await emulator.admin('POST', 'reset');
    }
    await emulator.close();
  });

  it('leaves a state alone that people have worked with', async () => {
    const state = path.join(folder, 'state');
    const seed = write(GARDEN);
    const first = await startEmulator({ state, inMemory: false, seed });
    await first.project.agents.delete('support');
    await first.close();
    const second = await startEmulator({ state, inMemory: false, seed });
    expect((await planted(second)).agents).toEqual([]);
    await second.close();
  });

  it('that is refused half-way leaves nothing behind for the next start', async () => {
    const state = path.join(folder, 'state');
    const wrong = write(`${GARDEN}\n  - { operation: Agents_GetAgent, params: { agent_name: nobody } }\n`);
    await expect(startEmulator({ state, inMemory: false, seed: wrong })).rejects.toThrow(
      /calls\[2\] \(Agents_GetAgent\) was refused with 404/,
    );
    const emulator = await startEmulator({ state, inMemory: false, seed: write(GARDEN) });
    expect((await planted(emulator)).files).toHaveLength(1);
    await emulator.close();
  });

  it.each([
    ['no YAML', 'calls: [', /cannot be read as YAML/],
    ['an unknown part', 'cakes: []', /cakes/],
    ['an unknown operation', 'calls: [{ operation: Cake_Bake }]', /Cake_Bake.* is not an operation/],
    ['a missing parameter', 'calls: [{ operation: Agents_GetAgent }]', /lacks params\.agent_name/],
    ['a file that is not there', 'files: [{ path: nowhere.txt }]', /nowhere\.txt/],
    [
      'a name that nothing has',
      ['calls: [{ operation: Agents_GetAgent, params: { agent_name: ', '{who.id} } }]'].join('$'),
      /\$\{who\.id\}/,
    ],
    ['a wrong connection', 'connections: [{ name: x, type: Cake, target: y }]', /connections\[0\]\.type/],
    [
      'two connections of one name',
      'connections: [{ name: x, type: ApiKey, target: y }, { name: x, type: ApiKey, target: y }]',
      /two connections/,
    ],
  ])('with %s keeps the emulator from starting, and says where', async (_what, text, message) => {
    await expect(startEmulator({ seed: write(text) })).rejects.toThrow(message);
  });
});
