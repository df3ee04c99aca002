import SwaggerParser from '@apidevtools/swagger-parser';
import type { OpenAPIV3 } from 'openapi-types';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { putOrders, refundsMade } from '../support/orders.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';
import { base64Json, toolCalls } from '../support/tool-calls.ts';

interface Letter {
  readonly id: string;
  readonly queue: string;
  readonly tool?: string;
  readonly correlationId?: string;
  readonly reason: string;
  readonly text?: string;
  readonly message?: unknown;
}

describe('/api/operations', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await localPlatform();
    await putOrders(platform.endpoints.storage, [7001, 7002, 7003]);
  });
  afterAll(() => platform.stop());

  const call = async <Body>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> => {
    const response = await fetch(`${platform.endpoints.functions}/api/operations/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  };
  const until = async <T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> => {
    const end = Date.now() + 60_000;
    for (;;) {
      const value = await read();
      if (done(value) || Date.now() > end) return value;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  const lettersOf = (correlationId: string) =>
    until(
      async () =>
        (await call<{ deadLetters: Letter[] }>('GET', `dead-letters?correlationId=${correlationId}`)).body.deadLetters,
      (letters) => letters.length > 0,
    );
  const givenUp = async (stem: string, correlationId: string, args: unknown) => {
    const queue = openStorage({ connectionString: platform.endpoints.storage }).queue(`tool-${stem}-in-poison`);
    await queue.createIfNotExists();
    await queue.sendMessage(base64Json({ function_args: args, CorrelationId: correlationId }));
    await emptyPoisonQueues();
  };
  /** Runs the timer that is due twice a minute. */
  const emptyPoisonQueues = async () => {
    const ran = await fetch(`${platform.endpoints.functions}/admin/functions/queuesPoison`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(ran.status).toBe(202);
  };

  it('shows a tool call with its timeline', async () => {
    const calls = await toolCalls(platform.endpoints.storage, 'get-order-status');
    await calls.send('timeline-1', { orderNumber: '7001' });
    await calls.answers((sofar) => sofar.length > 0);
    const { body } = await until(
      () => call<{ toolCalls: { call: string; outcome: string }[] }>('GET', 'tool-calls?correlationId=timeline-1'),
      ({ body }) => body.toolCalls.length > 0,
    );
    expect(body.toolCalls).toMatchObject([
      { tool: 'get_order_status', channel: 'queue', attempt: 1, outcome: 'done', arguments: '{"orderNumber":"7001"}' },
    ]);
    const one = await call<{ timeline: { at: string; event: string }[] }>(
      'GET',
      `tool-calls/${body.toolCalls[0]?.call}`,
    );
    expect(one.body.timeline.map(({ event }) => event)).toEqual([
      'enqueued',
      'taken',
      'handler started',
      'handler ended',
      'answered',
      'ended',
    ]);
    const times = one.body.timeline.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
  });

  it('lists calls over HTTP, and filters by outcome', async () => {
    await fetch(`${platform.endpoints.functions}/api/tools/get_order_status`, {
      method: 'POST',
      body: JSON.stringify({ orderNumber: '4040' }),
      headers: { 'content-type': 'application/json' },
    });
    const { body } = await until(
      () => call<{ toolCalls: unknown[] }>('GET', 'tool-calls?channel=http&outcome=refused'),
      ({ body }) => body.toolCalls.length > 0,
    );
    expect(body.toolCalls).toMatchObject([{ tool: 'get_order_status', outcome: 'refused' }]);
    expect((await call('GET', 'tool-calls?outcome=maybe')).status).toBe(400);
    expect((await call('GET', 'tool-calls/unknown')).status).toBe(404);
  });

  it('replays a call that was given up, and its agent gets the answer', async () => {
    const calls = await toolCalls(platform.endpoints.storage, 'request-refund');
    await givenUp('request-refund', 'replayed-1', { orderNumber: '7001', reason: 'late' });
    const [first] = await calls.answers((sofar) => sofar.length > 0);
    expect(first?.Value).toMatch(/may or may not/);
    const [letter] = await lettersOf('replayed-1');
    expect(letter).toMatchObject({ tool: 'request_refund', queue: 'tool-request-refund-in' });
    const replay = await call('POST', `dead-letters/${letter?.id}/replay`, {});
    expect(replay).toMatchObject({ status: 202, body: { correlationId: 'replayed-1' } });
    const [second] = await calls.answers((sofar) => sofar.length > 0);
    expect(second).toMatchObject({ CorrelationId: 'replayed-1', Value: expect.stringMatching(/"requested"/) });
    expect((await refundsMade(platform.endpoints.storage)).has('7001')).toBe(true);
    expect((await call('GET', `dead-letters/${letter?.id}`)).status).toBe(404);
  });

  it('edits the arguments of a replayed call, and checks them first', async () => {
    const calls = await toolCalls(platform.endpoints.storage, 'get-order-status');
    await givenUp('get-order-status', 'edited-1', { orderNumber: 'wrong' });
    await calls.answers((sofar) => sofar.length > 0);
    const [letter] = await lettersOf('edited-1');
    const read = await call<Letter>('GET', `dead-letters/${letter?.id}`);
    expect(read.body.message).toEqual({ function_args: { orderNumber: 'wrong' }, CorrelationId: 'edited-1' });
    const bad = await call<{ detail: string }>('POST', `dead-letters/${letter?.id}/replay`, {
      arguments: { orderNumber: 1 },
    });
    expect(bad).toMatchObject({ status: 400, body: { detail: expect.stringMatching(/orderNumber/) } });
    const good = await call('POST', `dead-letters/${letter?.id}/replay`, { arguments: { orderNumber: '7002' } });
    expect(good.status).toBe(202);
    const [answer] = await calls.answers((sofar) => sofar.length > 0);
    expect(answer).toMatchObject({ CorrelationId: 'edited-1', Value: expect.stringMatching(/7002/) });
  });

  it('replays many, deletes one, and records who did it', async () => {
    for (const id of ['many-1', 'many-2', 'many-3']) await givenUp('get-order-status', id, { orderNumber: '7003' });
    const letters = [await lettersOf('many-1'), await lettersOf('many-2'), await lettersOf('many-3')].flat();
    const [a, b, c] = letters.map(({ id }) => id);
    const replays = await call('POST', 'dead-letter-replays', { ids: [a, b, 'unknown'] });
    expect(replays).toMatchObject({
      status: 200,
      body: {
        results: [
          { id: a, replayed: true },
          { id: b, replayed: true },
          { id: 'unknown', replayed: false, problem: expect.stringMatching(/no such dead letter/) },
        ],
      },
    });
    expect((await call('DELETE', `dead-letters/${c}`)).status).toBe(204);
    expect((await call('DELETE', `dead-letters/${c}`)).status).toBe(404);
    const { body } = await call<{ entries: { action: string; target: string; caller: string }[] }>('GET', 'audit');
    expect(body.entries[0]).toMatchObject({ action: 'delete dead letter', target: c, caller: expect.any(String) });
    expect(body.entries.map(({ action }) => action)).toContain('replay edited dead letter');
  });

  it('keeps messages of every queue that no function can read', async () => {
    const storage = openStorage({ connectionString: platform.endpoints.storage });
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const names = ['evaluation-starts', 'job-requests', 'job-webhooks', 'blob-events', 'tool-get-order-status-in'];
    for (const name of names) {
      const queue = storage.queue(`${name}-poison`);
      await queue.createIfNotExists();
      for (const text of ['no json', deep]) await queue.sendMessage(text);
    }
    await emptyPoisonQueues();
    for (const name of names) {
      const kept = await until(
        async () => (await call<{ deadLetters: Letter[] }>('GET', `dead-letters?queue=${name}`)).body.deadLetters,
        (letters) => letters.length >= 2,
      );
      expect(kept.length).toBeGreaterThanOrEqual(2);
      const left = async () => (await storage.queue(`${name}-poison`).getProperties()).approximateMessagesCount;
      expect([name, await until(left, (count) => count === 0)]).toEqual([name, 0]);
    }
  }, 120_000);

  it('records every action of the API that needs an operator', async () => {
    const response = await fetch(`${platform.endpoints.functions}/api/openapi.json`);
    const { paths } = (await response.json()) as OpenAPIV3.Document;
    const actions = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item ?? {}).flatMap(([method, operation]) => {
        const { tags, operationId, summary } = operation as OpenAPIV3.OperationObject;
        // Tools are called by agents; responses are reported by programs; actions on dead letters are recorded by their own names (above).
        const isOther =
          tags?.includes('tools') || operationId === 'evaluationResponsesTell' || /dead-letter/.test(path);
        return method === 'get' || isOther
          ? []
          : [{ path, method, action: `${summary}`.replace(/^./, (a) => a.toLowerCase()) }];
      }),
    );
    expect(actions.length).toBeGreaterThanOrEqual(12);
    for (const { path, method } of actions) {
      // Nothing has this name: the request fails, and is recorded all the same.
      const url = `${platform.endpoints.functions}/api${path.replaceAll(/\{\w+\}/g, 'none')}`;
      await fetch(url, { method, body: '{"none":1}', headers: { 'content-type': 'application/json' } });
    }
    const { body } = await call<{ entries: { action: string; caller: string }[] }>('GET', 'audit?limit=100');
    const recorded = new Set(body.entries.map(({ action }) => action));
    expect(actions.filter(({ action }) => !recorded.has(action))).toEqual([]);
  });

  it('is described by a valid OpenAPI document', async () => {
    const response = await fetch(`${platform.endpoints.functions}/api/openapi.json`);
    const document = (await response.json()) as OpenAPIV3.Document;
    await SwaggerParser.validate(document);
    expect(Object.keys(document.paths)).toContain('/operations/dead-letters/{id}/replay');
  });
});
