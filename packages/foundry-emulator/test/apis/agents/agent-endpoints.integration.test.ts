import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
  await emulator.projectV1.agents.createVersion('greeter', { kind: 'prompt', model: 'gpt-4o', instructions: 'One.' });
  await emulator.projectV1.agents.createVersion('greeter', { kind: 'prompt', model: 'gpt-4o', instructions: 'Two.' });
});
afterAll(() => emulator?.close());

/** The client of an agent's own endpoint, as the README of ai-projects 2.10 creates it. */
const at = (agentName: string) =>
  emulator.projectV1.getOpenAIClient({ azureConfig: { agentName, allowPreview: true }, maxRetries: 0 });
const route = (name: string, ...versions: [agent_version: string, traffic_percentage: number][]) =>
  emulator.projectV1.agents.patchAgentObject(name, {
    agentEndpoint: {
      version_selector: {
        version_selection_rules: versions.map(([agent_version, traffic_percentage]) => ({
          type: 'FixedRatio' as const,
          agent_version,
          traffic_percentage,
        })),
      },
    },
  });
const versionOf = (response: object) => (response as { agent?: { version: string } }).agent?.version;

it('the endpoint of an agent serves responses and conversations of that agent', async () => {
  const client = at('greeter');
  const { id: conversation } = await client.conversations.create();
  const response = await client.responses.create({ input: 'Hello', conversation } as never);
  expect(response).toMatchObject({
    status: 'completed',
    agent: { name: 'greeter', version: '2' },
    instructions: 'Two.',
  });
  expect((await client.conversations.items.list(conversation)).data).toHaveLength(2);
  expect(await client.responses.retrieve(response.id)).toMatchObject({ id: response.id });
  const events = [];
  const stream: unknown = await client.responses.create({ input: 'Hello', stream: true } as never);
  for await (const { type } of stream as AsyncIterable<{ type: string }>) events.push(type);
  expect(events.at(-1)).toBe('response.completed');
});

it('the endpoint routes requests to the versions of its rules', async () => {
  expect(await route('greeter', ['1', 100])).toMatchObject({
    name: 'greeter',
    state: 'enabled',
    agent_endpoint: { version_selector: { version_selection_rules: [{ agent_version: '1' }] } },
  });
  expect(versionOf(await at('greeter').responses.create({ input: 'Hello' } as never))).toBe('1');
  await route('greeter', ['@latest', 100]);
  expect(versionOf(await at('greeter').responses.create({ input: 'Hello' } as never))).toBe('2');
  await emulator.projectV1.agents.createVersion('greeter', { kind: 'prompt', model: 'gpt-4o', instructions: 'Two!' });
  expect(await emulator.projectV1.agents.get('greeter')).toHaveProperty('agent_endpoint');
  expect(versionOf(await at('greeter').responses.create({ input: 'Hello' } as never))).toBe('3');
});

it('rules must name versions that exist and share the whole traffic', async () => {
  await expect(route('greeter', ['9', 100])).rejects.toMatchObject({ statusCode: 400 });
  await expect(route('greeter', ['1', 50])).rejects.toThrow('The traffic percentages are 50 together');
});

it('a disabled agent refuses requests at its endpoint', async () => {
  const { agents } = emulator.projectV1;
  await agents.createVersion('sleeper', { kind: 'prompt', model: 'gpt-4o' });
  await agents.disable('sleeper');
  expect(await agents.get('sleeper')).toMatchObject({ state: 'disabled' });
  const ask = () => at('sleeper').responses.create({ input: 'Hello' } as never);
  await expect(ask()).rejects.toMatchObject({ status: 409, code: 'agent_disabled' });
  await agents.enable('sleeper');
  expect(await ask()).toMatchObject({ status: 'completed' });
});

it('the endpoint of an unknown agent is a 404', async () => {
  await expect(at('nobody').responses.create({ input: 'Hello' } as never)).rejects.toMatchObject({ status: 404 });
});

it.each([
  ['POST', '/agents/greeter/endpoint/sessions', '/agents/greeter/endpoint/sessions'],
  ['GET', '/agents/greeter/endpoint/protocols/voice/conversations', '/agents/greeter/endpoint/protocols/voice'],
  ['GET', '/routines', '/routines'],
  ['GET', '/skills/a/content', '/skills/a/content'],
  ['POST', '/toolboxes/a:invoke_mcp', '/toolboxes/a:invoke_mcp'],
  ['POST', '/agents:generate', '/agents:generate'],
])('%s %s is a 501 that names the API', async (method, path, named) => {
  const response = await emulator.request(path, { method });
  const { error } = (await response.json()) as { error: { message: string } };
  expect([response.status, error.message]).toEqual([501, expect.stringContaining(`${named} is not served`)]);
});
