import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { deliverWebhook } from '../../../shared/jobs/notifications/deliver-webhook.ts';
import { postWebhook, signatureHeaders } from '../../../shared/jobs/notifications/post-webhook.ts';
import { isPublicAddress, webhookProblem } from '../../../shared/jobs/notifications/webhook-address.ts';
import { WEBHOOK_RETRY_DELAYS_S, WEBHOOKS_QUEUE } from '../../../shared/jobs/notifications/webhook-queue.ts';
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
    ['example.com', /not a URL/],
    ['http://example.com/', /https/],
    ['ftp://localhost/', /https/],
    ['file:///etc/passwd', /https/],
    ['https://user@example.com/', /user name/],
    [`https://${['user', 'secret'].join(':')}@example.com/`, /user name/],
    ['https://169.254.169.254/metadata', /not a public address/],
    ['https://10.0.0.1/', /not a public address/],
    ['https://192.168.1.1/', /not a public address/],
    ['https://0xa9fea9fe/', /not a public address/],
    ['https://2852039166/', /not a public address/],
    ['https://[fe80::1]/', /not a public address/],
    ['https://[fd00::1]/', /not a public address/],
    ['https://[::ffff:169.254.169.254]/', /not a public address/],
    ['https://0.0.0.0/', /not a public address/],
  ])('must not be %s', (address, problem) => {
    expect(webhookProblem(address)).toMatch(problem);
  });

  it('is told apart from public ones at the edges of the ranges', () => {
    const open = ['172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '11.0.0.1', '2606:4700::1', '8.8.8.8'];
    expect(open.filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  it.each([
    ...['172.16.0.1', '172.31.9.9', '100.64.0.1', '100.127.0.1', '0.1.2.3', '127.0.0.2', '192.0.0.8', '192.0.2.1'],
    ...['192.88.99.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['169.254.169.254', '168.63.129.16', '::', '::1', '::ffff:8.8.8.8.8', '::ffff:10.0.0.1', '::ffff:168.63.129.16'],
    ...['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '100::1', '2001::1', '2001:2::1', '2001:db8::1', '2002:7f00:1::1'],
    ...['3fff::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fec0::1', 'ff02::1', '::7f00:1', 'localhost'],
  ])('is not public when it is %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    'http://localhost:3000/x',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://x.localhost/',
    'http://example.com/',
  ])('must not be %s on Azure', (address) => {
    expect(webhookProblem(address, { WEBSITE_SITE_NAME: 'app' })).toBeDefined();
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

  it('without an answer is repeated later', async () => {
    const { queued, logged } = await deliver(new Error('socket hang up'));
    expect(queued).toHaveLength(1);
    expect(logged[0]).toMatch(/socket hang up. Attempt 2 follows in 10 s/);
  });

  it('waits as long as the receiver asks', async () => {
    expect((await deliver({ status: 503, retryAfter: '1000' })).logged[0]).toMatch(/in 1000 s/);
  });

  it('ends when the receiver is gone, or after the last attempt', async () => {
    expect((await deliver({ status: 410 })).queued).toEqual([]);
    const last = await deliver({ status: 500 }, { attempt: WEBHOOK_RETRY_DELAYS_S.length + 1 });
    expect(last.queued).toEqual([]);
    expect(last.logged[0]).toMatch(/given up after 11 attempts/);
  });

  it('is not made to an address that must not be posted to, also from the queue', async () => {
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
      const posted = await postWebhook(`http://127.0.0.1:${port}/hook`, '{"ü":1}', {
        'content-type': 'application/json',
      });
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
    for (const address of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '168.63.129.16']) {
      await expect(postWebhook('https://example.com/', '{}', {}, { resolveName: leadsTo(address) })).rejects.toThrow(
        /not a public address/,
      );
    }
  });

  it('never connects to this machine on Azure, by name or by address', async () => {
    const server = http.createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    let connections = 0;
    server.on('connection', () => connections++);
    const env = { WEBSITE_SITE_NAME: 'app' };
    try {
      for (const host of ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '0177.0.0.1', '2130706433'])
        for (const protocol of ['http', 'https'])
          await expect(postWebhook(`${protocol}://${host}:${port}/`, '{}', {}, { env })).rejects.toThrow(/must|public/);
      expect(connections).toBe(0);
    } finally {
      server.close();
    }
  });

  it('fails when there is no such name', async () => {
    const unknown: LookupFunction = (_name, _options, done) =>
      done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 4);
    await expect(postWebhook('https://example.com/', '{}', {}, { resolveName: unknown })).rejects.toThrow(
      /no such name/,
    );
  });
});
