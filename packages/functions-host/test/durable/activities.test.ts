import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { activityInput, activityResult } from '../../src/durable/activities/activity-data.ts';
import { activityFailure } from '../../src/durable/activities/failure-text.ts';
import { sendHttp } from '../../src/durable/activities/http-activity.ts';
import { FunctionFailure } from '../../src/worker/failures.ts';

describe("an activity's input", () => {
  it.each([
    ['nothing', null, undefined],
    ['null', 'null', undefined],
    ['a string, which the library has written as JSON once more', JSON.stringify('"text"'), { string: '"text"' }],
    ['an object', '{"a":[1]}', { string: '{"a":[1]}' }],
    ['a number', '1.5', { string: '1.5' }],
    ['true, which .NET spells its way', 'true', { string: 'True' }],
  ])('is %s', (_, json, expected) => {
    expect(activityInput(json)).toEqual(expected);
  });
});

describe("an activity's result", () => {
  it.each([
    ['nothing', undefined, null],
    ['a string', { string: '{"a":1}' }, '"{\\"a\\":1}"'],
    ['an object', { json: '{"a":1}' }, '{"a":1}'],
    ['bytes', { bytes: Buffer.from('buf') }, '"YnVm"'],
    ['an integer', { int: 42 }, '42'],
    ['no number', { double: Number.NaN }, '"NaN"'],
  ])('is %s', (_, value, expected) => {
    expect(activityResult(value)).toBe(expected);
  });
});

describe("an activity's failure", () => {
  it('contains the error and is valid JSON', () => {
    const thrown = {
      name: 'TypeError',
      message: 'no "such" thing',
      stack: 'TypeError: no "such" thing\n    at handler (a.js:1:2)',
    };
    const { reason, details } = activityFailure('pay', new FunctionFailure(thrown));
    expect(reason).toBe(`Activity function 'pay' failed:  no "such" thing`);
    expect(JSON.parse(details ?? '')).toMatchObject({
      Message: ' no "such" thing',
      InnerException: { RemoteMessage: 'no "such" thing', RemoteStackTrace: thrown.stack },
    });
  });
});

describe('a request of callHttp', () => {
  const asked: { method: string | undefined; url: string | undefined; headers: object; body: string }[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(request, response);
    });
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    asked.length = 0;
  });
  const send = async (request: object) => JSON.parse(await sendHttp(JSON.stringify(request)));

  it('sends method, headers and content, and shows the response without headers of its body', async () => {
    answer = (_, response) =>
      response.writeHead(201, { 'X-One': '1', 'content-type': 'text/plain', 'retry-after': '7' }).end('made');
    const response = await send({
      method: 'POST',
      uri: `${url}/p?q=1`,
      content: 'grüße',
      headers: { 'x-mine': 'yes' },
    });
    expect(response).toMatchObject({ statusCode: 201, content: 'made', headers: { 'X-One': '1', 'Retry-After': '7' } });
    expect(Object.keys(response.headers)).not.toContain('Content-Type');
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: '/p?q=1',
        body: 'grüße',
        headers: { 'x-mine': 'yes', 'content-type': 'text/plain', 'content-length': '7' },
      },
    ]);
  });

  it('follows redirects', async () => {
    answer = (request, response) =>
      request.url === '/old' ? response.writeHead(302, { location: '/new' }).end() : response.end('here');
    expect(await send({ method: 'POST', uri: `${url}/old`, content: 'x' })).toMatchObject({
      statusCode: 200,
      content: 'here',
    });
    expect(asked).toMatchObject([
      { method: 'POST', body: 'x' },
      { method: 'GET', url: '/new', body: '' },
    ]);
  });

  it('fails without a response', async () => {
    answer = (request) => request.socket.destroy();
    await expect(send({ method: 'GET', uri: url })).rejects.toThrow();
  });
});
