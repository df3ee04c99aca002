import { RetryableError, TerminalError } from '../../shared/core/errors.ts';
import { RequestError } from '../../shared/core/request-error.ts';
import type { AccessCheck } from '../../shared/http/access/access-check.ts';
import { rateLimit } from '../../shared/http/rate-limit.ts';
import type { ApiResponse } from '../../shared/http/response.ts';
import { type Admitted, type RouteRules, serveHttp } from '../../shared/http/serve-http.ts';

const RULES: RouteRules = {
  name: 'probe',
  access: 'Reader',
  maxBodyBytes: 1_000,
  bodyTimeMs: 10_000,
  timeLimitMs: 10_000,
};

const letIn: AccessCheck = async () => ({ id: 'key:test' });
const turnAway: AccessCheck = async () => {
  throw new RequestError('unauthorized', 'Nobody knows you.', { status: 401 });
};

interface Case {
  readonly body?: string | ReadableStream<Uint8Array>;
  readonly headers?: Record<string, string>;
  readonly rules?: Partial<RouteRules>;
  readonly access?: AccessCheck;
  readonly work?: (admitted: Admitted) => Promise<ApiResponse>;
}

/** A route with its own count of calls; says what was answered, logged and done. */
function probe({ rate = rateLimit(100) } = {}) {
  const logged: string[] = [];
  const log = { warn: (line: string) => logged.push(line), error: (line: string) => logged.push(line) };
  let done = 0;
  const ask = async ({ body = '', headers = {}, rules = {}, access = letIn, work }: Case = {}) => {
    const route = { ...RULES, ...rules };
    const request = {
      headers: new Headers(headers),
      query: new URLSearchParams(),
      body: typeof body === 'string' ? (new Response(body).body as ReadableStream<Uint8Array> | null) : body,
    };
    return serveHttp(request, { route, frame: { access, rate }, log, ours: 'our-id' }, async (admitted) => {
      done += 1;
      return work ? await work(admitted) : { status: 200, body: admitted.body };
    });
  };
  return { ask, logged, done: () => done };
}

/** A body that never ends and never has anything to read after its first bytes. */
const dripping = () => new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Buffer.from('{')) });

/** A body that goes on for ever as fast as it is read. */
const endless = () => new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(Buffer.alloc(100)) });

describe('the frame around every HTTP function', () => {
  it('hands the body over and names every answer', async () => {
    const { ask } = probe();
    expect(await ask({ body: 'grüße' })).toEqual({
      status: 200,
      body: 'grüße',
      headers: { 'x-correlation-id': 'our-id', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    });
    expect((await ask({ headers: { 'x-correlation-id': 'theirs-1' } })).headers).toMatchObject({
      'x-correlation-id': 'theirs-1',
    });
    expect((await ask({ headers: { 'x-correlation-id': 'two words' } })).headers).toMatchObject({
      'x-correlation-id': 'our-id',
    });
  });

  it.each<[string, Case, number, string]>([
    ['a caller nobody knows', { access: turnAway }, 401, 'unauthorized'],
    ['a body announced as too large', { body: 'x', headers: { 'content-length': '1001' } }, 413, 'body_too_large'],
    ['a body that turns out to be too large', { body: endless() }, 413, 'body_too_large'],
    ['a body that drips in', { body: dripping(), rules: { bodyTimeMs: 20 } }, 408, 'body_too_slow'],
    ['a body that is no text', { body: new Response(new Uint8Array([0xff, 0xfe])).body ?? '' }, 400, 'invalid_text'],
  ])('refuses %s before any work is done', async (_, asked, status, code) => {
    const { ask, done, logged } = probe();
    expect(await ask(asked)).toMatchObject({
      status,
      body: { code, status },
      headers: { 'content-type': 'application/problem+json', 'x-correlation-id': 'our-id' },
    });
    expect(done()).toBe(0);
    expect(logged).toEqual([expect.stringContaining('our-id')]);
  });

  it('refuses the request too many and says when there is room again', async () => {
    let now = 0;
    const { ask, done } = probe({ rate: rateLimit(2, () => now) });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    expect(await ask()).toMatchObject({ status: 429, headers: { 'retry-after': '30' } });
    expect(done()).toBe(2);
    now = 30_000;
    expect((await ask()).status).toBe(200);
  });

  it('limits a caller who keeps trying without a key, and serves others', async () => {
    const { ask } = probe({ rate: rateLimit(2, () => 0) });
    const tries = [await ask({ access: turnAway }), await ask({ access: turnAway }), await ask({ access: turnAway })];
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 429]);
    expect((await ask()).status).toBe(200);
  });

  it('ends what takes too long and tells it so', async () => {
    let told = false;
    const { ask } = probe();
    const answer = await ask({
      rules: { timeLimitMs: 20 },
      work: ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            told = true;
          });
        }),
    });
    expect(answer).toMatchObject({ status: 504, body: { code: 'time_limit' } });
    expect(told).toBe(true);
  });

  it.each<[Error, number, object]>([
    [new TerminalError('There is no such order.'), 422, { detail: 'There is no such order.' }],
    [new RequestError('not_found', 'No job.', { status: 404 }), 404, { code: 'not_found' }],
    [new RetryableError('internal name of a table', 1_500), 503, { code: 'try_again' }],
    [new Error('internal name of a table'), 500, { code: 'internal' }],
  ])('answers %p and keeps internals to itself', async (thrown, status, body) => {
    const { ask } = probe();
    const answer = await ask({
      work: async () => {
        throw thrown;
      },
    });
    expect(answer).toMatchObject({ status, body });
    expect(JSON.stringify(answer)).not.toContain('internal name');
  });
});
