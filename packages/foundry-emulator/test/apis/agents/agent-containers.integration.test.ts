import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

const HOSTED = {
  kind: 'hosted',
  image: 'registry.example/agent:1',
  container_protocol_versions: [{ protocol: 'responses', version: 'v1' }],
  cpu: '1',
  memory: '2Gi',
};
const VERSION = '/agents/bot/versions/1';
const DEFAULT = `${VERSION}/containers/default`;

interface Container {
  readonly status: string;
  readonly created_at: string;
  readonly error_message?: string;
}
interface Operation {
  readonly id: string;
  readonly status: string;
  readonly container?: Container;
  readonly error?: { readonly code: string; readonly message: string; readonly param?: string };
}
interface Page {
  readonly data: readonly Operation[];
  readonly has_more: boolean;
}

const folder = mkdtempSync(path.join(tmpdir(), 'containers-'));
let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await emulator.admin('POST', 'reset');
  await stopped(emulator);
});

/** With an agent, and a clock that goes on only when it is told to. */
async function stopped(to: TestEmulator): Promise<void> {
  await to.admin('POST', 'clock', { scale: 0 });
  const body = JSON.stringify({ definition: HOSTED });
  expect((await to.request('/agents/bot/versions', { method: 'POST', body })).status).toBe(200);
}
const read = async <T>(answer: Response | Promise<Response>) => (await (await answer).json()) as T;
const act = (action: string, body?: object, at = DEFAULT) =>
  emulator.request(`${at}:${action}`, { method: 'POST', ...(body ? { body: JSON.stringify(body) } : {}) });
const pass = (duration: string, on = emulator) => on.admin('POST', 'clock', { advance: duration });
const container = () => read<Container>(emulator.request(DEFAULT));
const operation = (id: string, on = emulator) => read<Operation>(on.request(`/agents/bot/operations/${id}`));

/** An action from its request to its end. */
async function carriedOut(action: string, body?: object): Promise<Operation> {
  const answer = await act(action, body);
  expect(answer.status).toBe(202);
  const { id } = await read<Operation>(answer);
  await pass('PT20S');
  return operation(id);
}

it('is started, updated, stopped and deleted, each by an operation that can be followed', async () => {
  expect((await emulator.request(DEFAULT)).status).toBe(404);
  const answer = await act('start');
  expect(answer.status).toBe(202);
  const started = await read<Operation>(answer);
  expect(started).toMatchObject({
    status: 'NotStarted',
    agent_id: 'bot',
    agent_version_id: 'bot:1',
    container: { object: 'agent.container', status: 'Starting', min_replicas: 1, max_replicas: 1 },
  });
  const location = `${answer.headers.get('operation-location')}`;
  expect(location).toBe(
    `${emulator.endpoints.project}/agents/bot/operations/${started.id}?api-version=2025-11-15-preview`,
  );
  const follow = () => read<Operation>(fetch(location, { headers: { 'api-key': 'x' } }));
  await pass('PT2S');
  expect(await follow()).toMatchObject({ status: 'InProgress', container: { status: 'Starting' } });
  await pass('PT8S');
  expect(await follow()).toMatchObject({ status: 'Succeeded', container: { status: 'Running' } });

  const updating = await read<Operation>(act('update', { max_replicas: 3 }));
  expect(updating.container).toMatchObject({ status: 'Updating', min_replicas: 1, max_replicas: 3 });
  await pass('PT10S');
  expect(await container()).toMatchObject({ status: 'Running', max_replicas: 3 });

  expect((await read<Operation>(act('stop'))).container?.status).toBe('Stopping');
  await pass('PT10S');
  expect((await container()).status).toBe('Stopped');
  expect((await read<Operation>(act('delete'))).container?.status).toBe('Deleting');
  await pass('PT10S');
  expect((await container()).status).toBe('Deleted');
  expect((await operation(started.id)).container?.status).toBe('Running');
});

it('has nothing to do where there is nothing to do, and says that it is done', async () => {
  for (const action of ['stop', 'update', 'delete']) {
    const done = await read<Operation>(act(action));
    expect(done.status).toBe('Succeeded');
    expect(done.container).toBeUndefined();
  }
  await carriedOut('start');
  expect(await read(act('start', { max_replicas: 9 }))).toMatchObject({
    status: 'Succeeded',
    container: { status: 'Running', max_replicas: 1 },
  });
  await carriedOut('stop');
  for (const action of ['stop', 'update'])
    expect(await read(act(action))).toMatchObject({ status: 'Succeeded', container: { status: 'Stopped' } });
});

it('does one thing at a time; a deletion goes before everything', async () => {
  const starting = await read<Operation>(act('start'));
  const stop = await act('stop');
  expect(stop.status).toBe(409);
  expect((await read<{ error: Operation['error'] }>(stop)).error?.message).toContain(starting.id);
  const deleting = await read<Operation>(act('delete'));
  expect(await operation(starting.id)).toMatchObject({ status: 'Failed', error: { code: 'superseded' } });
  expect((await act('delete')).status).toBe(409);
  await pass('PT20S');
  expect(await operation(deleting.id)).toMatchObject({ status: 'Succeeded', container: { status: 'Deleted' } });
  const { created_at } = await container();
  expect((await carriedOut('start')).container?.created_at).not.toBe(created_at);
});

it('fails as the script says, and can be started again', async () => {
  const error = { code: 'image_pull_failed', message: 'The image cannot be pulled.' };
  const rules = [{ match: { image: HOSTED.image, action: 'start' }, times: 1, error }];
  await emulator.admin('PUT', 'scenarios/containers', { rules });
  expect(await carriedOut('start')).toMatchObject({ status: 'Failed', error: { type: 'server_error', ...error } });
  expect(await container()).toMatchObject({ status: 'Failed', error_message: error.message });
  const again = await carriedOut('start');
  expect(again).toMatchObject({ status: 'Succeeded', container: { status: 'Running' } });
  expect(again.container?.error_message).toBeUndefined();
});

it('lists operations of the agent and of the version, to the end both ways', async () => {
  const ids: string[] = [];
  for (const action of ['start', 'stop', 'start', 'stop', 'delete']) ids.push((await carriedOut(action)).id);
  const body = JSON.stringify({ definition: { ...HOSTED, cpu: '2' } });
  await emulator.request('/agents/bot/versions', { method: 'POST', body });
  const other = (await read<Operation>(act('start', undefined, '/agents/bot/versions/2/containers/default'))).id;
  const page = async (of: string, query: string) => {
    const { data } = await read<Page>(emulator.request(`${of}/operations?api-version=v1&limit=2&order=asc${query}`));
    return data.map(({ id }) => id);
  };
  for (const [of, expected] of [
    ['/agents/bot', [...ids, other]],
    [DEFAULT, ids],
  ] as const) {
    const forward: string[] = [];
    for (let next = await page(of, ''); next.length > 0; next = await page(of, `&after=${forward.at(-1)}`))
      forward.push(...next);
    expect(forward).toEqual(expected);
    const backward = forward.slice(-1);
    for (let next = backward; next.length > 0; backward.unshift(...next))
      next = await page(of, `&before=${backward[0]}`);
    expect(backward).toEqual(expected);
  }
});

it('goes with its version', async () => {
  const { id } = await carriedOut('start');
  await read(act('stop'));
  await emulator.project.agents.delete('bot');
  await pass('PT20S');
  await stopped(emulator);
  expect((await emulator.request(DEFAULT)).status).toBe(404);
  expect((await emulator.request(`/agents/bot/operations/${id}`)).status).toBe(404);
});

it.each([
  ['start', { min_replicas: 2 }, 400, 'min_replicas'],
  ['start', { max_replicas: -1 }, 400, 'max_replicas'],
  ['update', { min_replicas: 'two' }, 400, 'min_replicas'],
])('says what is wrong with %s %j', async (action, body, status, param) => {
  const answer = await act(action, body);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { param } });
});

it('is there for hosted agents that exist, and no others', async () => {
  await emulator.project.agents.createVersion('talk', { kind: 'prompt', model: 'gpt-4o' });
  expect((await act('start', {}, '/agents/talk/versions/1/containers/default')).status).toBe(400);
  for (const at of ['/agents/nobody/versions/1', '/agents/bot/versions/7'])
    expect((await act('start', {}, `${at}/containers/default`)).status).toBe(404);
  for (const at of [
    '/agents/nobody/operations',
    '/agents/bot/operations/op_x',
    '/agents/bot/versions/7/containers/default',
  ])
    expect((await emulator.request(at)).status).toBe(404);
});

it('goes on after a restart', async () => {
  const state = path.join(folder, 'state');
  const first = await startEmulator({ state, inMemory: false });
  await stopped(first);
  const { id } = await read<Operation>(first.request(`${DEFAULT}:start`, { method: 'POST' }));
  await pass('PT2S', first);
  await first.close();
  const second = await startEmulator({ state, inMemory: false });
  expect((await operation(id, second)).status).toBe('InProgress');
  await pass('PT20S', second);
  expect(await operation(id, second)).toMatchObject({ status: 'Succeeded', container: { status: 'Running' } });
  await second.close();
});
