import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendMessage } from '../../shared/azure/storage/send-message.ts';
import { JOB_REQUESTS_QUEUE } from '../../shared/jobs/api/queue-requests.ts';
import { JOB_EVENTS_QUEUE } from '../../shared/jobs/notifications/cloud-event.ts';
import { jobId } from '../../shared/jobs/store/job-id.ts';
import { PlatformJobs } from '../support/platform-jobs.ts';

const SECRET = 'a secret for tests';

let jobs: PlatformJobs;
beforeAll(async () => {
  jobs = await PlatformJobs.start({ hostEnv: { JOB_WEBHOOK_SECRET: SECRET } });
  await jobs.trainingFile('training-data/good.jsonl');
});
afterAll(() => jobs.stop());

let count = 0;
const request = (changes: object = {}) => {
  count += 1;
  return { model: 'gpt-4o-mini', training: 'training-data/good.jsonl', suffix: `p-${count}`, ...changes };
};

describe('the HTTP API of the jobs', () => {
  it('accepts a job and shows it until its end', async () => {
    const made = await jobs.post('fine-tuning/jobs', request());
    expect(made).toMatchObject({
      status: 202,
      headers: { 'retry-after': '10', 'content-type': expect.stringContaining('application/json') },
      body: { id: expect.stringMatching(/^ft-[0-9a-f]{32}$/), state: 'accepted', kind: 'fine-tuning' },
    });
    const { id } = made.body;
    expect(made.headers.location).toBe(`${jobs.api}/jobs/${id}`);
    const ended = await jobs.ended(id);
    expect(ended).toMatchObject({ state: 'succeeded', results: { report: `results/${id}/report.md` } });

    const events = await jobs.get(`jobs/${id}/events?limit=3`);
    expect(events.body.events).toHaveLength(3);
    const more = await jobs.get(events.body.next);
    expect(events.body.events.map((event) => event.id)).not.toContain(more.body.events[0]?.id);
  });

  it('answers the same request with the same job, and its result when that has ended', async () => {
    const body = request();
    const first = await jobs.post('fine-tuning/jobs', body, { 'idempotency-key': 'again' });
    const second = await jobs.post('fine-tuning/jobs', body, { 'idempotency-key': 'again' });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body.id).toBe(first.body.id);
    await jobs.ended(first.body.id);
    const third = await jobs.post('fine-tuning/jobs', body, { 'idempotency-key': 'again' });
    expect(third).toMatchObject({ status: 200, body: { id: first.body.id, state: 'succeeded' } });
    const other = await jobs.post('fine-tuning/jobs', request(), { 'idempotency-key': 'again' });
    expect(other).toMatchObject({ status: 422, body: { code: 'key_reused' } });
  });

  it('runs an eval by its id in the path', async () => {
    const evalId = await jobs.makeEval();
    const made = await jobs.post(`evals/${evalId}/runs`, {
      data: { items: [{ a: 'x' }] },
      gates: { same: { minMean: 1 } },
    });
    expect(made).toMatchObject({ status: 202, body: { kind: 'evaluation-run' } });
    expect(await jobs.ended(made.body.id)).toMatchObject({ state: 'succeeded', verdict: 'passed' });
    expect(await jobs.post('evals/eval_none/runs', { data: { items: [{ a: 1 }] } })).toMatchObject({
      status: 404,
      body: { code: 'eval_not_found' },
    });
  });

  it('lists jobs, the newest first, page by page, by kind and state', async () => {
    const made = [];
    for (let at = 0; at < 3; at++) made.push((await jobs.post('fine-tuning/jobs', request())).body.id);
    for (const id of made) await jobs.ended(id);
    const page = await jobs.get('jobs?kind=fine-tuning&state=succeeded&limit=2');
    expect(page.body.jobs.map((job) => job.id)).toEqual([made[2], made[1]]);
    const next = await jobs.get(page.body.next);
    expect(next.body.jobs[0]?.id).toBe(made[0]);
    expect((await jobs.get('jobs?state=failed')).body).toEqual({ jobs: [] });
  });

  it('cancels, pauses and resumes', async () => {
    const slowly = { match: {}, outcome: { kind: 'succeed', duration: 'PT1H' } };
    await jobs.emulator('PUT', 'scenarios/fine-tuning', { rules: [slowly] });
    try {
      const { id } = (await jobs.post('fine-tuning/jobs', request())).body;
      await jobs.until(id, (job) => job.serviceStatus === 'running');
      expect(await jobs.post(`jobs/${id}/pause`)).toMatchObject({ status: 202, body: { requested: 'pause' } });
      await jobs.until(id, (job) => job.state === 'paused');
      expect((await jobs.post(`jobs/${id}/resume`)).status).toBe(202);
      await jobs.until(id, (job) => job.state === 'running');
      expect(await jobs.post(`jobs/${id}/cancel`)).toMatchObject({
        status: 202,
        headers: { location: expect.any(String) },
      });
      expect((await jobs.post(`jobs/${id}/cancel`)).status).toBe(202);
      expect(await jobs.ended(id)).toMatchObject({ state: 'cancelled', serviceStatus: 'cancelled' });
      expect((await jobs.post(`jobs/${id}/cancel`)).status).toBe(200);
      expect(await jobs.post(`jobs/${id}/pause`)).toMatchObject({ status: 409, body: { code: 'not_possible' } });
    } finally {
      await jobs.emulator('DELETE', 'scenarios/fine-tuning');
    }
  });

  it('is part of the OpenAPI document of the app', async () => {
    const document = await fetch(`${jobs.api}/openapi.json`);
    expect(document.status).toBe(200);
    expect(await document.json()).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: jobs.api }],
      paths: { '/fine-tuning/jobs': {}, '/evals/{evalId}/runs': {}, '/jobs/{id}/events': {} },
    });
  });

  it.each([
    ['no JSON', 'nonsense', 400, 'invalid_json', /not JSON/],
    ['nothing', '', 400, 'invalid_json', /empty/],
    ['a list', '[]', 400, 'invalid_json', /object/],
    ['a field that is missing', '{"model":"x"}', 400, 'invalid_request', /training: is missing/],
    [
      'negative deadlines',
      JSON.stringify({ model: 'x', training: 'a-b/c', deadlines: { total: '-PT1H' } }),
      400,
      'invalid_request',
      /deadlines.total/,
    ],
    [
      'two methods at once',
      JSON.stringify({ model: 'x', training: 'a-b/c', method: { type: 'dpo', dpo: {}, supervised: {} } }),
      400,
      'invalid_request',
      /two methods at once/,
    ],
    [
      'a blob that is missing',
      JSON.stringify({ model: 'x', training: 'training-data/none.jsonl' }),
      422,
      'blob_not_found',
      /none.jsonl/,
    ],
    ['too much', `"${'x'.repeat(2_200_000)}"`, 413, 'body_too_large', /blob/],
  ])('refuses %s', async (_name, body, status, code, detail) => {
    const answer = await jobs.post('fine-tuning/jobs', body);
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': expect.stringContaining('application/problem+json') },
      body: {
        status,
        code,
        detail: expect.stringMatching(detail),
        type: `urn:foundry-functions:problem:${code}`,
        title: expect.any(String),
      },
    });
  });

  it('knows no other jobs, and no other queries', async () => {
    for (const path of [
      'jobs/nothing',
      `jobs/ft-${'0'.repeat(32)}`,
      "jobs/x'%20or%20'1'%20eq%20'1",
      'jobs/nothing/events',
    ]) {
      expect(await jobs.get(path)).toMatchObject({ status: 404, body: { code: 'job_not_found' } });
    }
    expect(await jobs.post('jobs/nothing/cancel')).toMatchObject({ status: 404 });
    for (const query of ['limit=0', 'limit=1000', 'limit=x', 'state=happy']) {
      expect(await jobs.get(`jobs?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
  });
});

describe('the queue of requests', () => {
  it('starts jobs as the HTTP API does', async () => {
    const body = request();
    const queue = jobs.storage.queue(JOB_REQUESTS_QUEUE);
    await sendMessage(queue, JSON.stringify({ kind: 'fine-tuning', request: body, idempotencyKey: 'by queue' }));
    const id = jobId('ft', { key: 'by queue' });
    await jobs.eventually(async () => (await jobs.get(`jobs/${id}`)).status === 200);
    expect(await jobs.ended(id)).toMatchObject({ state: 'succeeded' });
    // The same request over HTTP is the same job.
    const again = await jobs.post('fine-tuning/jobs', body, { 'idempotency-key': 'by queue' });
    expect(again).toMatchObject({ status: 200, body: { id } });
  });

  it('says on the queue of events what it refuses, and why', async () => {
    const requests = jobs.storage.queue(JOB_REQUESTS_QUEUE);
    await sendMessage(requests, JSON.stringify({ kind: 'fine-tuning', request: { model: 'x' } }));
    await sendMessage(requests, JSON.stringify({ kind: 'alchemy', request: {} }));
    const rejected = await jobs.announced(JOB_EVENTS_QUEUE, ({ type }) => type.endsWith('.rejected'), 2);
    const details = rejected.map(({ data }) => `${data.detail}`).toSorted();
    expect(details[0]).toMatch(/kind: /);
    expect(details[1]).toMatch(/training: is missing/);
  });
});

describe('a webhook', () => {
  it('is told of every change of state, signed, and again when it fails', async () => {
    const posts: { headers: http.IncomingHttpHeaders; body: string }[] = [];
    const server = http.createServer((incoming, answer) => {
      let body = '';
      incoming.on('data', (chunk) => {
        body += chunk;
      });
      incoming.on('end', () => {
        posts.push({ headers: incoming.headers, body });
        answer.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
      const { id } = (await jobs.post('fine-tuning/jobs', request({ webhook }))).body;
      await jobs.ended(id);
      await jobs.eventually(() => posts.length >= 5);
      const states = posts.map(({ body }) => JSON.parse(body)).toSorted((a, b) => a.sequence.localeCompare(b.sequence));
      expect(states.map(({ type }) => type.split('.').at(-1))).toEqual([
        'accepted',
        'preparing',
        'running',
        'collecting',
        'succeeded',
      ]);
      for (const { headers, body } of posts) {
        const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
        const expected = createHmac('sha256', SECRET).update(signed).digest('base64');
        expect(headers['webhook-signature']).toBe(`v1,${expected}`);
        expect(headers['content-type']).toBe('application/cloudevents+json');
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
