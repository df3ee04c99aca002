import { startEmulator, type TestEmulator } from '../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.admin('POST', 'reset'));

interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly param?: string;
    readonly target?: string;
  };
}
const errorOf = async (response: Response) => ((await response.json()) as ErrorBody).error;
const bare = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${emulator.endpoints.azureOpenAI}${path}`, { headers });
const PROJECT = '/api/projects/local';
const definition = { kind: 'prompt' as const, model: 'gpt-4o-mini' };

describe('a caller', () => {
  it.each([
    [{}, 401],
    [{ authorization: 'Bearer ' }, 401],
    [{ authorization: 'Basic abc' }, 401],
    [{ 'api-key': '' }, 401],
    [{ authorization: 'Bearer x' }, 200],
    [{ 'api-key': 'x' }, 200],
  ])('with %j gets %i', async (headers, status) => {
    const response = await bare(`${PROJECT}/agents?api-version=v1`, headers as Record<string, string>);
    expect(response.status).toBe(status);
    if (status === 401) expect((await errorOf(response)).code).toBe('unauthorized');
  });

  it('hears its own request id again, and the emulator’s', async () => {
    const response = await bare(`${PROJECT}/deployments?api-version=v1`, {
      'api-key': 'x',
      'x-ms-client-request-id': 'mine',
    });
    expect(response.headers.get('x-ms-client-request-id')).toBe('mine');
    expect(response.headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('apim-request-id')).toBe(response.headers.get('x-ms-request-id'));
  });

  it('is told by which addresses it came, on either loopback name', async () => {
    const { port } = emulator;
    const response = await fetch(`https://127.0.0.1:${port}${PROJECT}/deployments?api-version=v1`, {
      headers: { 'api-key': 'x' },
    });
    expect(response.status).toBe(200);
  });
});

describe('the api-version', () => {
  it.each([
    [`${PROJECT}/agents`, ["'2025-11-15-preview'", "'v1'"]],
    [`${PROJECT}/agents?api-version=2020-01-01`, ["'2025-11-15-preview'", "'v1'"]],
    ['/openai/assistants', ["'2024-10-01-preview'"]],
    ['/openai/assistants?api-version=v1', ["'2024-10-01-preview'"]],
  ])('that is missing or unknown is a 400 that lists those served: %s', async (path, versions) => {
    const response = await bare(path, { 'api-key': 'x' });
    expect(response.status).toBe(400);
    const error = await errorOf(response);
    for (const version of versions) expect(error.message).toContain(version);
    expect(error.param).toBe('api-version');
  });

  it('is not asked for below /openai/v1, nor where the reference makes it optional', async () => {
    for (const path of ['/openai/v1/conversations/none', '/openai/responses/none']) {
      expect((await bare(`${PROJECT}${path}`, { 'api-key': 'x' })).status).toBe(404);
    }
  });
});

describe('a request to no operation', () => {
  it('at no known address is a 404', async () => {
    const response = await emulator.request('/agent');
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({ code: 'not_found' });
  });

  it('by another method is a 405 that names those there are', async () => {
    const response = await emulator.request('/agents', { method: 'PUT' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, GET');
  });
});

describe('/_emulator/', () => {
  it('says that it is well, without asking who is there', async () => {
    expect(await emulator.admin('GET', 'health')).toMatchObject({ status: 'ok' });
  });

  it('covers the 150 operations of both references', async () => {
    const coverage = await emulator.admin<{
      served: number;
      total: number;
      operations: { id: string; served: boolean }[];
    }>('GET', 'coverage');
    expect(coverage.total).toBe(150);
    const served = new Set(coverage.operations.filter((each) => each.served).map(({ id }) => id));
    expect(served).toContain('Agents_CreateAgentVersion');
    expect(served).toContain('Deployments_List');
    expect(served).toContain('Agents_StartAgentContainer');
  });

  it('moves the clock by which objects are stamped', async () => {
    const before = await emulator.admin<{ now: string; scale: number }>('GET', 'clock');
    expect(before.scale).toBe(1);
    const after = await emulator.admin<{ now: string }>('POST', 'clock', { advance: 'P1D' });
    expect(Date.parse(after.now) - Date.parse(before.now)).toBeGreaterThanOrEqual(86_400_000);
    const agent = await emulator.project.agents.createVersion('a', definition);
    expect(Number(agent.created_at)).toBeGreaterThanOrEqual(Math.floor(Date.parse(after.now) / 1000));
    expect(await emulator.admin('POST', 'clock', { scale: 3600 })).toMatchObject({ scale: 3600 });
    expect(await emulator.admin('POST', 'clock', { scale: -1 })).toMatchObject({
      error: { message: expect.stringContaining('scale') },
    });
  });

  it('keeps a journal, newest first, with neither tokens nor bodies', async () => {
    await emulator.project.agents.createVersion('secret-free', definition, {
      metadata: { note: 'not-in-the-journal' },
    });
    await emulator.project.agents.get('secret-free');
    const journal = await emulator.admin<{ requests: Record<string, unknown>[] }>('GET', 'requests?limit=1');
    expect(journal.requests).toHaveLength(1);
    expect(journal.requests[0]).toMatchObject({
      method: 'GET',
      path: `${PROJECT}/agents/secret-free?api-version=2025-11-15-preview`,
      operation: 'Agents_GetAgent',
      project: 'local',
      status: 200,
      id: expect.any(String),
      durationMs: expect.any(Number),
    });
    const all = JSON.stringify(await emulator.admin('GET', 'requests?operation=Agents_CreateAgentVersion'));
    expect(all).toContain('Agents_CreateAgentVersion');
    expect(all).not.toMatch(/not-in-the-journal|a-token-for-tests/);
  });

  it('arms faults that the official clients meet: 429 waits and goes on, a drop after the effect does it once more', async () => {
    await emulator.admin('POST', 'faults', { operation: 'Agents_GetAgent', status: 429, retryAfterMs: 1, times: 2 });
    await emulator.project.agents.createVersion('a', definition);
    expect((await emulator.project.agents.get('a')).name).toBe('a');
    const { faults } = await emulator.admin<{ faults: object[] }>('GET', 'faults');
    expect(faults).toMatchObject([{ id: expect.any(String), hits: 2, times: 2 }]);

    await emulator.admin('POST', 'faults', [{ operation: 'Agents_DeleteAgent', drop: 'after', times: 1 }]);
    await expect(emulator.project.agents.delete('a')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('refuses what it does not understand, and names the field', async () => {
    const refused = await emulator.admin<{ error: { message: string } }>('POST', 'faults', { status: 200 });
    expect(refused.error.message).toContain('status');
    const nowhere = await emulator.admin<{ error: { message: string } }>('GET', 'nowhere');
    expect(nowhere.error.message).toContain('coverage');
    expect(await emulator.admin('DELETE', 'faults/none')).toMatchObject({ error: {} });
  });

  it('forgets everything on a reset', async () => {
    await emulator.project.agents.createVersion('a', definition);
    await emulator.admin('POST', 'faults', { operation: 'none', status: 500 });
    await emulator.admin('POST', 'clock', { advance: 'P1Y' });
    await emulator.admin('POST', 'reset');
    await expect(emulator.project.agents.get('a')).rejects.toMatchObject({ statusCode: 404 });
    expect(await emulator.admin('GET', 'faults')).toEqual({ faults: [] });
    const { now } = await emulator.admin<{ now: string }>('GET', 'clock');
    expect(Date.parse(now)).toBeLessThan(Date.now() + 3_600_000);
  });
});

it('opens no project beyond the five hundredth, and all of them anew after a reset', async () => {
  const ask = (project: string) =>
    fetch(`${emulator.endpoints.project.replace(/[^/]+$/, project)}/agents?api-version=v1`, {
      headers: { 'api-key': 'x' },
    });
  await emulator.admin('POST', 'reset');
  for (let at = 0; at < 500; at++) await (await ask(`typo-${at}`)).arrayBuffer();
  const refused = await ask('one-too-many');
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: { param: 'project', message: expect.stringContaining('500') } });
  expect((await ask('typo-0')).status).toBe(200);
  await emulator.admin('POST', 'reset');
  expect((await ask('one-too-many')).status).toBe(200);
});
