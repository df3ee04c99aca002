import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator?.close());

async function gather<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

const tool = { type: 'mcp' as const, server_label: 'docs', server_url: 'https://example.com/mcp' };

it('a toolbox has versions, one of which is the default', async () => {
  const { toolboxes } = emulator.projectV1;
  const first = await toolboxes.createVersion('kit', [tool], { description: 'One', metadata: { a: 'b' } });
  expect(first).toMatchObject({ name: 'kit', version: '1', description: 'One', tools: [tool], metadata: { a: 'b' } });
  await toolboxes.createVersion('kit', [{ ...tool, server_label: 'more' }]);
  expect(await toolboxes.get('kit')).toMatchObject({ default_version: '1', versions: { latest: { version: '2' } } });
  expect(await toolboxes.update('kit', '2')).toMatchObject({ default_version: '2' });
  await expect(toolboxes.update('kit', '9')).rejects.toMatchObject({ statusCode: 400 });
  expect((await gather(toolboxes.listVersions('kit'))).map(({ version }) => version)).toEqual(['2', '1']);
  await toolboxes.deleteVersion('kit', '2');
  expect(await toolboxes.get('kit')).toMatchObject({ default_version: '1' });
  expect(await toolboxes.createVersion('kit', [tool])).toMatchObject({ version: '3' });
  expect((await gather(toolboxes.list())).map(({ name }) => name)).toEqual(['kit']);
  await toolboxes.delete('kit');
  await expect(toolboxes.getVersion('kit', '1')).rejects.toMatchObject({ statusCode: 404 });
});

it('a skill has versions with their own descriptions', async () => {
  const { skills } = emulator.projectV1.beta;
  const content = (description: string) => ({ inlineContent: { description, instructions: 'Say hello.' } });
  expect(await skills.create('greet', content('Greets.'))).toMatchObject({ skill_id: 'greet', version: '1' });
  await skills.create('greet', { ...content('Greets twice.'), defaultParam: true });
  expect(await skills.get('greet')).toMatchObject({
    name: 'greet',
    description: 'Greets twice.',
    default_version: '2',
    latest_version: '2',
  });
  expect(await skills.update('greet', '1')).toMatchObject({ description: 'Greets.', default_version: '1' });
  expect(await gather(skills.listVersions('greet'))).toHaveLength(2);
  expect(await skills.deleteVersion('greet', '1')).toMatchObject({ version: '1', deleted: true });
  expect(await skills.get('greet')).toMatchObject({ default_version: '2' });
  expect(await skills.delete('greet')).toMatchObject({ name: 'greet', deleted: true });
  expect(await gather(skills.list())).toEqual([]);
});

it('a skill made of files is refused', async () => {
  const files = [{ contents: 'name: greet', filename: 'SKILL.md' }];
  await expect(emulator.projectV1.beta.skills.createFromFiles('greet', { files })).rejects.toMatchObject({
    statusCode: 415,
  });
});
