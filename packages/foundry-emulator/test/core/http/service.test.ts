import { once } from 'node:events';
import type { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { badRequest } from '../../../src/core/http/api-error.ts';
import { Faults } from '../../../src/core/http/faults.ts';
import type { AnyHandler } from '../../../src/core/http/operation-group.ts';
import { EventStream, Reply, type ServerSentEvent } from '../../../src/core/http/reply.ts';
import { Journal } from '../../../src/core/http/request-journal.ts';
import { Router } from '../../../src/core/http/router.ts';
import { Service } from '../../../src/core/http/service.ts';
import { silentLog } from '../../../src/core/log.ts';
import { Upserted } from '../../../src/core/store/store.ts';
import { catalogue } from '../../../src/spec/catalogue.ts';

let handlers: Record<string, AnyHandler> = {};
const faults = new Faults();
const journal = new Journal();
let server: FastifyInstance;
let url: string;

beforeAll(async () => {
  const service = new Service({
    router: new Router(catalogue),
    handlerOf: (_project, id) => handlers[id],
    faults,
    journal,
    log: silentLog,
  });
  server = fastify({ forceCloseConnections: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  server.setNotFoundHandler(service.serve);
  url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/api/projects/local`;
});
afterAll(() => server.close());
afterEach(() => {
  handlers = {};
  faults.remove();
});

const call = (method: string, path: string, init: RequestInit = {}) =>
  fetch(`${url}${path}?api-version=v1`, { method, ...init, headers: { 'api-key': 'x', ...init.headers } });
const json = { 'content-type': 'application/json' };

describe('an operation without a handler', () => {
  it.each([
    [
      'POST',
      '/agents/a/versions/1/containers/default:start',
      { code: 'not_implemented', param: 'Agents_StartAgentContainer' },
    ],
    ['GET', '/connections', { code: 'NotImplemented', target: 'Connections_List' }],
  ])('is a 501 with its name, in the error body of its API: %s %s', async (method, path, error) => {
    const response = await call(method, path);
    expect(response.status).toBe(501);
    // OpenAI's clients try any other 5xx again.
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await response.json()).toMatchObject({ error });
  });
});

describe('what a handler returns', () => {
  it('is sent as JSON with the status of the operation', async () => {
    handlers.Evaluators_CreateVersion = () => ({ name: 'e' });
    const body = { categories: [], definition: { type: 'code', code_text: '' }, evaluator_type: 'custom' };
    const response = await call('POST', '/evaluators/e/versions', { headers: json, body: JSON.stringify(body) });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ name: 'e' });
  });

  it.each([
    [true, 201],
    [false, 200],
  ])('is answered by whether it was made (%s) or changed', async (created, status) => {
    handlers.Schedules_CreateOrUpdate = () => new Upserted({ id: 's' }, created);
    const body = {
      enabled: true,
      trigger: { type: 'OneTime', triggerAt: 'x' },
      task: { type: 'Evaluation', evalId: 'e', evalRun: {} },
    };
    const response = await call('PUT', '/schedules/s', { headers: json, body: JSON.stringify(body) });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ id: 's' });
  });

  it('is nothing where the operation answers with nothing', async () => {
    handlers.Schedules_Delete = () => false;
    const response = await call('DELETE', '/schedules/s');
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
  });

  it('is a 404 where it is undefined and an answer was due', async () => {
    handlers.Schedules_Get = () => undefined;
    const response = await call('GET', '/schedules/s');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'NotFound' } });
  });

  it('may choose status, headers and bytes', async () => {
    handlers.Schedules_Get = () =>
      new Reply(Buffer.from('abc'), { status: 202, headers: { 'content-type': 'text/plain' } });
    const response = await call('GET', '/schedules/s');
    expect(response.status).toBe(202);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('abc');
  });
});

it('answers a defect of its own with a 500 that names the request', async () => {
  handlers.Agents_GetAgent = () => {
    throw new Error('a bug');
  };
  const response = await call('GET', '/agents/a');
  expect(response.status).toBe(500);
  const body = (await response.json()) as { error: { message: string; type: string } };
  expect(body.error.type).toBe('server_error');
  expect(body.error.message).toContain(`${response.headers.get('x-ms-request-id')}`);
});

describe('a stream of events', () => {
  it('is sent event by event, each with its name and data', async () => {
    handlers.Agents_GetAgent = () =>
      new EventStream(
        (async function* (): AsyncGenerator<ServerSentEvent> {
          yield { event: 'a', data: { n: 1 } };
          yield { data: 'two\nlines' };
          yield { data: '[DONE]' };
        })(),
      );
    const response = await call('GET', '/agents/a');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await response.text()).toBe('event: a\ndata: {"n":1}\n\ndata: two\ndata: lines\n\ndata: [DONE]\n\n');
  });

  it('ends, and the signal fires, when the client goes away', async () => {
    const ended = new Promise<string>((resolve) => {
      handlers.Agents_GetAgent = ({ signal }) =>
        new EventStream(
          (async function* (): AsyncGenerator<ServerSentEvent> {
            yield { data: 'first' };
            await once(signal, 'abort');
            resolve('aborted');
          })(),
        );
    });
    const client = new AbortController();
    const response = await call('GET', '/agents/a', { signal: client.signal });
    await response.body?.getReader().read();
    client.abort();
    expect(await ended).toBe('aborted');
  });
});

it('tells a handler when its client goes away before the answer', async () => {
  const client = new AbortController();
  const told = new Promise<string>((resolve) => {
    handlers.Agents_GetAgent = async ({ signal }) => {
      client.abort();
      await once(signal, 'abort');
      resolve('told');
    };
  });
  await expect(call('GET', '/agents/a', { signal: client.signal })).rejects.toThrow();
  expect(await told).toBe('told');
});

describe('a body', () => {
  it.each([
    ['{bad', 400, json],
    ['{}', 415, { 'content-type': 'text/plain' }],
    ['', 400, json],
  ])('%j is a %i', async (body, status, headers) => {
    handlers.Agents_CreateAgent = () => ({});
    const response = await call('POST', '/agents', { body, headers });
    expect(response.status).toBe(status);
  });

  it('longer than any the service takes is a 413', async () => {
    handlers.Agents_CreateAgent = () => ({});
    const response = await call('POST', '/agents', { headers: json, body: `"${'x'.repeat(33 * 1024 * 1024)}"` });
    expect(response.status).toBe(413);
    handlers.Agents_GetAgent = () => ({ name: 'a' });
    expect((await call('GET', '/agents/a')).status).toBe(200);
  });

  it('that a handler gives up half-way does not stand in the way of the next request', async () => {
    handlers.Transcriptions_Create = ({ body }) => {
      (body as Readable).destroy();
      throw badRequest('Not this one.');
    };
    const transcribe = () =>
      fetch(`${new URL(url).origin}/openai/deployments/whisper/audio/transcriptions?api-version=2024-10-01-preview`, {
        method: 'POST',
        headers: { 'api-key': 'x', 'content-type': 'multipart/form-data; boundary=b' },
        body: 'x'.repeat(8 * 1024 * 1024),
      });
    await transcribe().catch(() => {});
    handlers.Agents_GetAgent = () => ({ name: 'a' });
    expect((await call('GET', '/agents/a')).status).toBe(200);
  });
});

describe('a fault', () => {
  let carriedOut = 0;
  beforeEach(() => {
    carriedOut = 0;
    handlers.Agents_GetAgent = () => {
      carriedOut += 1;
      return { name: 'a' };
    };
  });

  it('with a status keeps the operation from being carried out, and says when to come back', async () => {
    faults.add({ operation: 'Agents_GetAgent', status: 429, retryAfter: 3, retryAfterMs: 2500 });
    const response = await call('GET', '/agents/a');
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(response.headers.get('retry-after-ms')).toBe('2500');
    expect(await response.json()).toMatchObject({ error: { code: 'too_many_requests', type: 'rate_limit_error' } });
    expect(carriedOut).toBe(0);
  });

  it('after the effect answers with its status all the same', async () => {
    faults.add({ status: 503, afterEffect: true, body: { own: 'body' } });
    const response = await call('GET', '/agents/a');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ own: 'body' });
    expect(carriedOut).toBe(1);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('drops the connection %s the effect', async (drop, times) => {
    faults.add({ drop });
    await expect(call('GET', '/agents/a')).rejects.toThrow('fetch failed');
    expect(carriedOut).toBe(times);
    expect(journal.latest({ limit: 1 })).toMatchObject([{ status: null, fault: expect.any(String) }]);
  });

  it('that only delays lets the operation through', async () => {
    faults.add({ delayMs: 1 });
    expect((await call('GET', '/agents/a')).status).toBe(200);
    expect(carriedOut).toBe(1);
  });
});
