import { z } from 'zod';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { defineConfig, type FoundryConfig } from '../../shared/config/define-config.ts';
import { agentsCommand } from '../../shared/operations/project/agents-command.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { startAzurite } from '../support/azurite.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';

describe('npm run agents', () => {
  let azurite: Awaited<ReturnType<typeof startAzurite>>;
  let emulator: TestEmulator;
  beforeAll(async () => {
    [azurite, emulator] = await Promise.all([startAzurite(), startEmulator()]);
  });
  afterAll(async () => {
    await emulator.close();
    await azurite.stop();
  });

  const find = (description: string) =>
    agentTool('find_it', {
      description,
      parameters: z.object({ what: z.string().describe('What to find') }),
      idempotent: true,
      handler: () => 'found',
    });
  const run = async (config: FoundryConfig, ...args: string[]) => {
    const lines: string[] = [];
    const env = { FOUNDRY_PROJECT_ENDPOINT: emulator.endpoints.project, DATA_STORAGE: azurite.connectionString };
    const print = (line: string) => lines.push(line);
    const exitCode = await agentsCommand({ config: defineConfig(config), args, env, print });
    return { exitCode, printed: lines.join('\n') };
  };
  const versionsOf = async (name: string) => {
    const versions: string[] = [];
    for await (const { version } of emulator.project.agents.listVersions(name)) versions.push(version);
    return versions;
  };

  it('gives each agent the queues of its shard, which exist there', async () => {
    const tools = [find('Find it on its shard.')];
    const agent = { model: 'gpt-4o-mini', tools };
    const config = { agents: { north: agent, south: agent }, storage: { shards: 2 } };
    expect((await run(config)).exitCode).toBe(0);
    const endpoints: string[] = [];
    for (const name of ['north', 'south']) {
      const { definition } = (await emulator.project.agents.get(name)).versions.latest;
      const {
        tools: [tool],
      } = definition as unknown as { tools: { azure_function: { input_binding: object; output_binding: object } }[] };
      const address = /"queue_service_endpoint":"([^"]+)"/.exec(
        JSON.stringify(tool?.azure_function.input_binding),
      )?.[1];
      expect(JSON.stringify(tool?.azure_function.output_binding)).toContain(`"${address}"`);
      endpoints.push(address ?? '');
    }
    const accounts = endpoints.map((address) => address.split('/').at(-1));
    expect(accounts.toSorted()).toEqual(['devstoreaccount1', 'devstoreaccount2']);
    for (const account of accounts) {
      const connectionString = azurite.connectionString.replaceAll('devstoreaccount1', `${account}`);
      expect(await openStorage({ connectionString }).queue('tool-find-it-in').exists()).toBe(true);
    }
  });

  it('lets an agent search the vector stores of its sources, made where they are missing, and not by a dry run', async () => {
    const config = {
      agents: { reader: { model: 'gpt-4o-mini', search: ['handbook'] } },
      ingestion: { handbook: { from: 'documents/*.md', store: 'house-rules' } },
    };
    const stores = async () => {
      const found: { id: string; name: string }[] = [];
      for await (const { id, name } of emulator.projectV1.getOpenAIClient().vectorStores.list())
        found.push({ id, name });
      return found;
    };
    expect((await run(config, '--dry-run')).exitCode).toBe(0);
    expect(await stores()).toEqual([]);
    expect((await run(config)).exitCode).toBe(0);
    const [store] = await stores();
    expect(store?.name).toBe('house-rules');
    const { definition } = (await emulator.project.agents.get('reader')).versions.latest;
    expect(definition).toMatchObject({ tools: [{ type: 'file_search', vector_store_ids: [store?.id] }] });
    expect((await run(config)).printed).toBe('= reader: unchanged, version 1');
  });

  it('creates an agent with its tools and their queues, and leaves it alone while nothing changes', async () => {
    const config = { agents: { finder: { model: 'gpt-4o-mini', instructions: 'Find.', tools: [find('Find it.')] } } };
    expect(await run(config)).toEqual({
      exitCode: 0,
      printed: '+ finder: new, is version 1 (model gpt-4o-mini, 1 tool)',
    });
    const { definition } = (await emulator.project.agents.get('finder')).versions.latest;
    const binding = (name: string) => ({
      type: 'storage_queue',
      storage_queue: { queue_service_endpoint: azurite.endpoints.queue, queue_name: name },
    });
    expect(definition).toMatchObject({
      kind: 'prompt',
      instructions: 'Find.',
      tools: [
        {
          type: 'azure_function',
          azure_function: {
            function: { name: 'find_it', parameters: { type: 'object', required: ['what'] } },
            input_binding: binding('tool-find-it-in'),
            output_binding: binding('tool-find-it-out'),
          },
        },
      ],
    });
    const storage = openStorage({ connectionString: azurite.connectionString });
    for (const name of ['tool-find-it-in', 'tool-find-it-out']) expect(await storage.queue(name).exists()).toBe(true);

    expect(await run(config)).toEqual({ exitCode: 0, printed: '= finder: unchanged, version 1' });
    expect(await versionsOf('finder')).toEqual(['1']);
  });

  it('makes a new version of what has changed, and says what that is', async () => {
    await run({ agents: { changing: { model: 'gpt-4o', tools: [find('Find it.')], description: 'Old' } } });
    const changed = {
      agents: {
        changing: { model: 'gpt-4o-mini', tools: [find('Look for it.')], temperature: 0.2, description: 'New' },
      },
    };
    const dry = await run(changed, '--dry-run');
    expect(dry.printed.split('\n')).toEqual([
      '~ changing: changed, would become a new version',
      '    model',
      '      - "gpt-4o"',
      '      + "gpt-4o-mini"',
      '    tools[0].azure_function.function.description',
      '      - "Find it."',
      '      + "Look for it."',
      '    temperature',
      '      - 1',
      '      + 0.2',
      '    description',
      '      - "Old"',
      '      + "New"',
    ]);
    expect(await versionsOf('changing')).toHaveLength(1);
    expect((await run(changed)).printed).toMatch(/^~ changing: changed, is version 2\n/);
    expect((await run(changed)).printed).toBe('= changing: unchanged, version 2');
  });

  it('keeps settings of the portal that the config does not have', async () => {
    await emulator.project.agents.createVersion('filtered', {
      kind: 'prompt',
      model: 'gpt-4o',
      rai_config: { rai_policy_name: 'strict' },
    });
    await run({ agents: { filtered: { model: 'gpt-4o-mini' } } });
    const { definition } = (await emulator.project.agents.get('filtered')).versions.latest;
    expect(definition).toMatchObject({ model: 'gpt-4o-mini', rai_config: { rai_policy_name: 'strict' } });
  });

  it('changes nothing in a dry run', async () => {
    const { printed, exitCode } = await run({ agents: { dry: { model: 'gpt-4o' } } }, '--dry-run');
    expect({ printed, exitCode }).toEqual({
      printed: '+ dry: new, would become a new version (model gpt-4o, 0 tools)',
      exitCode: 0,
    });
    await expect(emulator.project.agents.get('dry')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('leaves an agent of another kind alone, brings the others, and fails', async () => {
    await emulator.project.agents.createVersion('flow', { kind: 'workflow', workflow: 'kind: Workflow' });
    const { printed, exitCode } = await run({ agents: { flow: { model: 'gpt-4o' }, other: { model: 'gpt-4o' } } });
    expect(exitCode).toBe(1);
    expect(printed).toMatch(/^! flow: .*of the kind "workflow".*\n\+ other: new, is version 1/);
  });

  it('says so when there is nothing to do, and refuses what it does not know', async () => {
    expect((await run({})).printed).toMatch(/names no agents/);
    await expect(run({}, '--delete')).rejects.toThrow(/does not know --delete.*--dry-run/);
  });
});
