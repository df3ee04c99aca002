import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { deliverWebhook } from '../../../shared/jobs/notifications/deliver-webhook.ts';
import { postJson } from '../../../shared/jobs/notifications/post-json.ts';
import { WEBHOOK_RETRY_DELAYS_S, WEBHOOKS_QUEUE } from '../../../shared/jobs/notifications/webhook-queue.ts';
import { signatureHeaders } from '../../../shared/jobs/notifications/webhook-signature.ts';
import { isHidden, webhookProblem } from '../../../shared/jobs/notifications/webhook-url.ts';
import { memoryStorage } from '../../support/memory-storage.ts';

const NOW = Date.UTC(2026, 0, 1);

describe('the address of a webhook', () => {
  it.each([
    'https://example.com/hooks?x=1',
    'https://example.com:8443/',
    'http://localhost:3000/x',
    'http://127.0.0.1:3000/x',
    'http://[::1]:3000/x',
  ])('may be %s', (address) => {
    expect(webhookProblem(address)).toBeUndefined();
  });

  it.each([
    ['example.com', /no URL/],
    ['http://example.com/', /https/],
    ['ftp://localhost/', /https/],
    ['file:///etc/passwd', /https/],
    ['https://user@example.com/', /user name/],
    [`https://${['user', 'secret'].join(':')}@example.com/`, /user name/],
    ['https://169.254.169.254/metadata', /inside of a network/],
    ['https://10.0.0.1/', /inside of a network/],
    ['https://192.168.1.1/', /inside of a network/],
    ['https://0xa9fea9fe/', /inside of a network/],
    ['https://2852039166/', /inside of a network/],
    ['https://[fe80::1]/', /inside of a network/],
    ['https://[fd00::1]/', /inside of a network/],
    ['https://[::ffff:169.254.169.254]/', /inside of a network/],
    ['https://0.0.0.0/', /inside of a network/],
  ])('must not be %s', (address, problem) => {
    expect(webhookProblem(address)).toMatch(problem);
  });

  it('is told apart from public ones at the edges of the ranges', () => {
    expect(['172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '11.0.0.1', '2606:4700::1'].some(isHidden)).toBe(
      false,
    );
    expect(['172.16.0.1', '172.31.9.9', '100.64.0.1', '100.127.0.1'].every(isHidden)).toBe(true);
  });
});

describe('the signature of a post', () => {
  it('is that of Standard Webhooks', () => {
    const secret = `whsec_${Buffer.from('a key of some length').toString('base64')}`;
    const headers = signatureHeaders('ft-1/2', '{"a":1}', secret, NOW);
    const expected = createHmac('sha256', 'a key of some length')
      .update(`ft-1/2.${NOW / 1000}.{"a":1}`)
      .digest('base64');
    expect(headers).toEqual({
      'webhook-id': 'ft-1/2',
      'webhook-timestamp': `${NOW / 1000}`,
      'webhook-signature': `v1,${expected}`,
    });
  });

  it('takes any other text as the key itself', () => {
    expect(signatureHeaders('a', 'b', 'plain', NOW)['webhook-signature']).not.toBe(
      signatureHeaders('a', 'b', 'plan', NOW)['webhook-signature'],
    );
  });
});

describe('a post', () => {
  const work = {
    url: 'https://example.com/hook',
    event: { id: 'ft-1/2', type: 'foundry-functions.job.failed' },
    attempt: 1,
  };

  /** Delivers with a receiver that answers so; returns what is left on the queue, and what was logged. */
  async function deliver(answer: { status: number; retryAfter?: string } | Error, changes: object = {}) {
    const storage = memoryStorage();
    const logged: string[] = [];
    const note = (message: string) => void logged.push(message);
    const posts: unknown[][] = [];
    await deliverWebhook(
      { ...work, ...changes },
      {
        storage,
        log: { debug: note, info: note, warn: note, error: note },
        secret: 'secret',
        now: () => NOW,
        post: async (...given) => {
          posts.push(given);
          if (answer instanceof Error) throw answer;
          return { status: answer.status, retryAfter: answer.retryAfter ?? null };
        },
      },
    );
    const queued = (storage.sent.get(WEBHOOKS_QUEUE) ?? []).map((text) =>
      JSON.parse(Buffer.from(text, 'base64').toString()),
    );
    return { queued, logged, posts };
  }

  it('that is taken is done with', async () => {
    const { queued, logged, posts } = await deliver({ status: 204 });
    expect({ queued, logged }).toEqual({ queued: [], logged: [] });
    expect(posts).toEqual([
      [
        'https://example.com/hook',
        JSON.stringify(work.event),
        expect.objectContaining({ 'content-type': 'application/cloudevents+json', 'webhook-id': 'ft-1/2' }),
      ],
    ]);
  });

  it.each([500, 404, 301, 429])('that is answered with %s is made again later', async (status) => {
    expect((await deliver({ status })).queued).toEqual([{ ...work, attempt: 2 }]);
  });

  it('that nobody answers is made again later', async () => {
    const { queued, logged } = await deliver(new Error('socket hang up'));
    expect(queued).toHaveLength(1);
    expect(logged[0]).toMatch(/socket hang up. Attempt 2 follows in 10 s/);
  });

  it('waits as long as the receiver asks', async () => {
    expect((await deliver({ status: 503, retryAfter: '1000' })).logged[0]).toMatch(/in 1000 s/);
  });

  it('is given up when nobody wants it, or after the last attempt', async () => {
    expect((await deliver({ status: 410 })).queued).toEqual([]);
    const last = await deliver({ status: 500 }, { attempt: WEBHOOK_RETRY_DELAYS_S.length + 1 });
    expect(last.queued).toEqual([]);
    expect(last.logged[0]).toMatch(/given up after 11 attempts/);
  });

  it('is not made to an address that must not be posted to, whoever put it on the queue', async () => {
    const { posts, queued } = await deliver({ status: 200 }, { url: 'http://169.254.169.254/' });
    expect({ posts, queued }).toEqual({ posts: [], queued: [] });
  });
});

describe('posting', () => {
  it('sends the body, follows no redirect, and reads no answer', async () => {
    const seen: { url?: string | undefined; body: string; type?: string | undefined }[] = [];
    const server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push({ url: request.url, body, type: request.headers['content-type'] });
        response.writeHead(302, { location: '/elsewhere', 'retry-after': '7' }).end('moved');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const posted = await postJson(`http://127.0.0.1:${port}/hook`, '{"ü":1}', { 'content-type': 'application/json' });
      expect(posted).toEqual({ status: 302, retryAfter: '7' });
      expect(seen).toEqual([{ url: '/hook', body: '{"ü":1}', type: 'application/json' }]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('refuses a public name that leads back to this machine', async () => {
    const leadsTo =
      (address: string): LookupFunction =>
      (_name, { all }, done) =>
        all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);
    for (const address of ['127.0.0.1', '10.1.2.3', '169.254.169.254']) {
      await expect(postJson('https://example.com/', '{}', {}, leadsTo(address))).rejects.toThrow(/inside of a network/);
    }
  });

  it('fails when there is no such name', async () => {
    const unknown: LookupFunction = (_name, _options, done) =>
      done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 4);
    await expect(postJson('https://example.com/', '{}', {}, unknown)).rejects.toThrow(/no such name/);
  });
});
