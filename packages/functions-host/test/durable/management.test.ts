import * as df from 'durable-functions';
import { makeLog } from '../../src/core/log.ts';
import { answerManagement } from '../../src/durable/management/api.ts';
import type { ManagementCall } from '../../src/durable/management/call.ts';
import { RpcServer } from '../../src/durable/management/rpc-server.ts';
import { EngineFixture } from './support/engine-fixture.ts';
import { inProcessApp } from './support/in-process-app.ts';

const app = inProcessApp(() => {
  df.app.activity('same', { handler: (value: unknown) => value });
  df.app.orchestration('echo', function* (context) {
    return yield context.df.callActivity('same', context.df.getInput());
  });
  df.app.orchestration('waits', function* (context) {
    return yield context.df.waitForExternalEvent('go');
  });
  df.app.entity('counter', (context) => {
    context.df.setState(Number(context.df.getState(() => 0)) + Number(context.df.getInput() ?? 1));
  });
});

describe('the management API', () => {
  let world: EngineFixture;
  let server: RpcServer;
  beforeEach(async () => {
    world = new EngineFixture(app);
    const base = { url: 'http://host/api', key: 'code=k', hubName: 'Hub', connectionName: 'Storage' };
    const services = { client: world.client, functions: app.functions, hubName: 'Hub', links: () => base };
    server = new RpcServer(
      (call: ManagementCall) => answerManagement(call, services),
      makeLog({}, () => {}),
    );
    await server.start();
  });
  afterEach(async () => {
    await server.stop();
    await world.close();
  });
  const json = { 'content-type': 'application/json' };
  const call = async (method: string, path: string, body?: string, headers: Record<string, string> = json) => {
    const response = await fetch(`${server.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  const start = async (name: string, id: string, input = '1') => {
    const answer = await call('POST', `orchestrators/${name}/${id}`, input);
    await world.engine.idle();
    return answer;
  };

  it('keeps every digit of an input', async () => {
    await start('waits', 'digits', '{"id": 12345678901234567890, "price": 1.10}');
    expect(world.instance('digits')?.input).toBe('{"id":12345678901234567890,"price":1.1}');
  });

  it('lists in pages with continuation tokens', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await start('echo', id);
    const seen: string[] = [];
    let token = '';
    do {
      const page = await call('GET', 'instances?top=2', undefined, { 'x-ms-continuation-token': token });
      seen.push(...page.body.map(({ instanceId }: { instanceId: string }) => instanceId));
      token = page.headers.get('x-ms-continuation-token') ?? '';
    } while (token !== '');
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('lists by status', async () => {
    await start('echo', 'done');
    await start('waits', 'open');
    const ids = async (statuses: string) =>
      (await call('GET', `instances?runtimeStatus=${statuses}`)).body.map(
        (item: { instanceId: string }) => item.instanceId,
      );
    expect(await ids('Completed')).toEqual(['done']);
    expect(await ids('Running,Failed')).toEqual(['open']);
    // .NET reads the names case-sensitively.
    expect(await ids('running')).toEqual(['done', 'open']);
    expect(await ids('Canceled')).toEqual([]);
    expect(await ids('nonsense')).toEqual(['done', 'open']);
  });

  it('purges finished instances by time and status', async () => {
    await start('echo', 'done');
    await start('waits', 'open');
    expect(await call('DELETE', 'instances')).toMatchObject({
      status: 400,
      body: expect.stringContaining('createdTimeFrom'),
    });
    expect((await call('DELETE', 'instances?createdTimeFrom=2000-01-01&runtimeStatus=Failed')).status).toBe(404);
    expect((await call('DELETE', 'instances?createdTimeFrom=2000-01-01')).body).toEqual({ instancesDeleted: 1 });
    expect(world.instance('open')?.status).toBe('Running');
  });

  it('starts and waits for the output', async () => {
    const answer = await call('POST', 'orchestrators/echo/x?timeout=5&pollingInterval=0.05', '{"a":1}');
    expect(answer).toMatchObject({ status: 200, body: { a: 1 } });
  });

  it('keeps an event that arrives before the orchestration has started', async () => {
    await call('POST', 'orchestrators/waits/x', '1');
    expect((await call('POST', 'instances/x/raiseEvent/go', '"early"')).status).toBe(202);
    await world.engine.idle();
    expect((await call('GET', 'instances/x')).body).toMatchObject({ runtimeStatus: 'Completed', output: 'early' });
  });

  it.each(['@entity@x', 'a#b', 'a?b', 'a\\b', 'tab\tx', 'a'.repeat(301)])('refuses the instance id %j', async (id) => {
    const { status, body } = await call('POST', `orchestrators/echo/${encodeURIComponent(id)}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      Message: 'One or more of the arguments submitted is incorrect',
      ExceptionType: 'System.ArgumentException',
    });
  });

  it('refuses entity keys with characters that ids may not have', async () => {
    expect((await call('POST', 'entities/counter/a%23b?op=add')).status).toBe(400);
  });

  it('refuses requests from web pages', async () => {
    const page = { ...json, origin: 'http://attacker.example' };
    expect((await call('POST', 'orchestrators/echo/page', '1', page)).status).toBe(403);
    expect((await call('GET', 'instances/page')).status).toBe(404);
  });

  it('takes ids with unusual characters', async () => {
    const id = 'ä b%';
    await start('echo', encodeURIComponent(id));
    expect((await call('GET', `instances/${encodeURIComponent(id)}`)).body).toMatchObject({ instanceId: id });
  });

  it('lists entities with their state on request', async () => {
    for (const key of ['a', 'b']) await call('POST', `entities/Counter/${key}?op=add`, '5');
    await world.engine.idle();
    expect((await call('GET', 'entities/counter?fetchState=true&top=1')).body).toMatchObject([
      { entityId: { name: 'counter', key: 'a' }, state: 5 },
    ]);
    expect((await call('GET', 'entities')).body).toMatchObject([{ state: null }, { state: null }]);
  });

  it.each([
    ['GET', 'nothing'],
    ['GET', 'orchestrators'],
    ['PUT', 'instances'],
    ['POST', 'instances/x/unknownOperation'],
    ['POST', 'instances/x/raiseEvent'],
    ['GET', 'instances?taskHub=Other'],
  ])('answers 404 to %s %s', async (method, path) => {
    expect((await call(method, path)).status).toBe(404);
  });
});
