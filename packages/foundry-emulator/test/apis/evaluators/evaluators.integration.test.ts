import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.admin('POST', 'reset'));

const CLIENTS = ['project', 'projectV1', 'projectBeta'] as const;
type Evaluators = TestEmulator['projectV1']['evaluators'];
type Taxonomies = TestEmulator['projectV1']['beta']['evaluationTaxonomies'];
// The methods used here are the same in 2.0.0-beta.3, which has the taxonomies without `beta`.
const evaluatorsOf = (which: (typeof CLIENTS)[number]) => {
  const { evaluators } = emulator[which] as unknown as {
    evaluators: Evaluators & { listLatestVersions: Evaluators['list'] };
  };
  return { ...evaluators, list: evaluators.list ?? evaluators.listLatestVersions };
};
const taxonomiesOf = (which: (typeof CLIENTS)[number]) => {
  const project = emulator[which] as unknown as {
    beta?: { evaluationTaxonomies: Taxonomies };
    evaluationTaxonomies: Taxonomies;
  };
  return project.beta?.evaluationTaxonomies ?? project.evaluationTaxonomies;
};

async function gather<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

const PROMPT = {
  evaluator_type: 'custom',
  categories: ['quality'],
  display_name: 'Kind',
  definition: {
    type: 'prompt',
    prompt_text: 'Is this kind? {{response}}',
    data_schema: { type: 'object', properties: { response: { type: 'string' } } },
    metrics: { kind: { type: 'boolean', desirable_direction: 'increase' } },
  },
} as never;
const CODE = {
  evaluator_type: 'custom',
  categories: ['agents'],
  definition: { type: 'code', code_text: 'def grade(sample, item):\n    return 1.0' },
} as never;

describe.each(CLIENTS)('evaluators with the client %s', (which) => {
  it('are made in versions, read, listed, changed and deleted', async () => {
    const evaluators = evaluatorsOf(which);
    const first = await evaluators.createVersion('kind', PROMPT);
    expect(first).toMatchObject({
      name: 'kind',
      version: '1',
      definition: { prompt_text: 'Is this kind? {{response}}' },
    });
    const second = await evaluators.createVersion('kind', CODE);
    expect(second).toMatchObject({ version: '2', definition: { type: 'code' } });
    expect(await evaluators.getVersion('kind', '1')).toEqual(first);
    expect((await gather(evaluators.listVersions('kind'))).map(({ version }) => version)).toEqual(['2', '1']);
    const update = { ...(PROMPT as object), display_name: 'Kinder', tags: { a: 'b' } } as never;
    expect(await evaluators.updateVersion('kind', '2', update)).toMatchObject({
      display_name: 'Kinder',
      tags: { a: 'b' },
      definition: { type: 'code' },
    });
    await evaluators.deleteVersion('kind', '2');
    await evaluators.deleteVersion('kind', '2');
    await expect(evaluators.getVersion('kind', '2')).rejects.toMatchObject({ statusCode: 404 });
    expect(await evaluators.createVersion('kind', PROMPT)).toMatchObject({ version: '3' });
  });
});

const listed = async (query: string) => {
  const answer = await emulator.request(`/evaluators?api-version=2025-11-15-preview&${query}`);
  return (await answer.json()) as { value: { name: string; version: string }[]; nextLink?: string };
};

it('lists the latest versions, the built-in ones too, of either type, in pages of the size asked for', async () => {
  const evaluators = evaluatorsOf('projectV1');
  await evaluators.createVersion('kind', PROMPT);
  await evaluators.createVersion('kind', PROMPT);
  expect((await listed('type=custom')).value.map(({ name, version }) => [name, version])).toEqual([['kind', '2']]);
  const { value: builtin } = await listed('type=builtin&limit=100');
  expect(builtin.map(({ name }) => name)).toEqual(expect.arrayContaining(['builtin.f1_score', 'builtin.coherence']));
  const page = await listed('limit=5');
  expect(page.value).toHaveLength(5);
  expect(page.nextLink).toContain('limit=5');
  const all = await gather(evaluators.list({ limit: 5 } as never));
  expect(new Set(all.map(({ name }) => name)).size).toBe(builtin.length + 1);
});

it.each([
  ['name', 'POST', 'builtin.mine/versions', PROMPT],
  ['name', 'PATCH', 'builtin.f1_score/versions/1', { display_name: 'mine' }],
  ['name', 'DELETE', 'builtin.f1_score/versions/1', undefined],
  ['evaluator_type', 'POST', 'mine/versions', { ...(PROMPT as object), evaluator_type: 'builtin' }],
  ['definition.prompt_text', 'POST', 'mine/versions', { ...(PROMPT as object), definition: { type: 'prompt' } }],
])('names %s in the refusal of %s %s', async (target, method, path, body) => {
  const answer = await emulator.request(`/evaluators/${path}`, { method, body: body ? JSON.stringify(body) : null });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { target } });
});

const TAXONOMY = {
  description: 'What it must not do',
  tags: { team: 'x' },
  taxonomyInput: {
    type: 'agent',
    riskCategories: ['ProhibitedActions'],
    target: { type: 'azure_ai_agent', name: 'guide', version: '1' },
  },
  taxonomyCategories: [
    {
      id: 'c',
      name: 'Payments',
      riskCategory: 'ProhibitedActions',
      subCategories: [{ id: 's', name: 'Refund without an order', enabled: true }],
    },
  ],
};

describe.each(CLIENTS)('taxonomies with the client %s', (which) => {
  it('are made, read, found, changed and deleted', async () => {
    const taxonomies = taxonomiesOf(which);
    const made = await taxonomies.create('limits', TAXONOMY as never);
    expect(made).toMatchObject({ name: 'limits', version: '1', taxonomyCategories: [{ name: 'Payments' }] });
    expect(await taxonomies.get('limits')).toEqual(made);
    const input = { ...TAXONOMY.taxonomyInput, riskCategories: ['Violence'] };
    const changed = await taxonomies.update('limits', { taxonomyInput: input, tags: { team: 'y' } } as never);
    expect(changed).toMatchObject({
      version: '2',
      description: 'What it must not do',
      tags: { team: 'y' },
      taxonomyInput: input,
      taxonomyCategories: [{ name: 'Payments' }],
    });
    expect(await gather(taxonomies.list({ inputName: 'guide', inputType: 'agent' }))).toHaveLength(1);
    expect(await gather(taxonomies.list({ inputName: 'other' }))).toEqual([]);
    await taxonomies.delete('limits');
    await expect(taxonomies.get('limits')).rejects.toMatchObject({ statusCode: 404 });
  });
});

it('answers 201, then 200, to PUT, and keeps of an input what PATCH leaves out', async () => {
  const send = (method: string, body: object) =>
    emulator.request('/evaluationtaxonomies/limits', { method, body: JSON.stringify(body) });
  expect((await send('PATCH', { description: 'x' })).status).toBe(404);
  expect((await send('PUT', TAXONOMY)).status).toBe(201);
  expect((await send('PUT', TAXONOMY)).status).toBe(200);
  const patched = await send('PATCH', {
    taxonomyInput: { type: 'agent', target: { type: 'azure_ai_agent', version: '2' } },
  });
  expect(await patched.json()).toMatchObject({
    version: '3',
    taxonomyInput: { riskCategories: ['ProhibitedActions'], target: { name: 'guide', version: '2' } },
  });
  const policy = await send('PATCH', { taxonomyInput: { type: 'policy' } });
  expect(await policy.json()).toMatchObject({ error: { target: 'taxonomyInput.type' } });
});

it('changes a taxonomy by an update that leaves the discriminators out', async () => {
  const send = (method: string, body: object) =>
    emulator.request('/evaluationtaxonomies/brief', { method, body: JSON.stringify(body) });
  await send('PUT', TAXONOMY);
  const updated = await send('PATCH', { taxonomyInput: { riskCategories: ['Violence'], target: { version: '2' } } });
  expect(updated.status).toBe(200);
  expect(await updated.json()).toMatchObject({
    taxonomyInput: {
      type: 'agent',
      riskCategories: ['Violence'],
      target: { type: 'azure_ai_agent', name: 'guide', version: '2' },
    },
  });
});

it('stores a taxonomy whose input is a policy', async () => {
  const body = { taxonomyInput: { type: 'policy', text: 'Be kind.' } };
  const created = await emulator.request('/evaluationtaxonomies/policy', { method: 'PUT', body: JSON.stringify(body) });
  expect([created.status, await created.json()]).toEqual([201, expect.objectContaining(body)]);
  const listed = await emulator.request('/evaluationtaxonomies?inputType=policy&api-version=v1');
  expect(await listed.json()).toMatchObject({ value: [{ name: 'policy' }] });
});

it('makes the categories of a taxonomy that names none, of its risks and of the tools of its agent', async () => {
  const tool = { type: 'function', name: 'refund', parameters: {}, strict: false };
  await emulator.project.agents.createVersion('clerk', { kind: 'prompt', model: 'gpt-4o', tools: [tool] } as never);
  const taxonomyInput = {
    type: 'agent',
    riskCategories: ['ProhibitedActions', 'SelfHarm'],
    target: { type: 'azure_ai_agent', name: 'clerk' },
  };
  const made = await taxonomiesOf('project').create('made', { taxonomyInput } as never);
  const categories = (made.taxonomyCategories ?? []) as unknown as readonly {
    riskCategory: string;
    subCategories: readonly { id: string; name: string; enabled: boolean }[];
  }[];
  expect(categories.map(({ riskCategory }) => riskCategory)).toEqual(['ProhibitedActions', 'SelfHarm']);
  expect(categories[0]?.subCategories.at(-1)).toMatchObject({ name: expect.stringContaining('refund'), enabled: true });
  const ids = categories.flatMap(({ subCategories }) => subCategories.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});
