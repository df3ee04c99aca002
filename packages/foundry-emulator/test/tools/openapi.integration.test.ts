import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';
import { byAgent, openAIClients } from '../../../../test/support/openai-clients.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

const SEED = `connections:
  - { name: harbour-key, type: ApiKey, target: "http://127.0.0.1", credentials: { type: ApiKey, key: open-sesame } }
  - { name: harbour-keys, type: CustomKeys, target: "http://127.0.0.1", credentials: { type: CustomKeys, harbour_token: sesame } }
  - { name: elsewhere, type: CustomKeys, target: "http://127.0.0.1", credentials: { type: CustomKeys, other: sesame } }
`;

let folder: string;
let emulator: TestEmulator;
let client: OpenAI;
let server: Server;
let origin: string;
const seen: Seen[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: await text(request) });
    if (url.startsWith('/berths/404')) response.writeHead(404).end('No such berth.');
    else if (url.startsWith('/moved')) response.writeHead(302, { location: 'http://example.com/' }).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ boat: 'Gannet' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(path.join(tmpdir(), 'openapi-'));
  writeFileSync(path.join(folder, 'seed.yaml'), SEED);
  emulator = await startEmulator({ seed: path.join(folder, 'seed.yaml') });
  ({ reference: client } = await openAIClients(emulator));
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  seen.length = 0;
});

const answers = { responses: { 200: { description: 'ok' } } };
const document = () => ({
  openapi: '3.0.3',
  info: { title: 'Harbour', version: '1' },
  servers: [{ url: `${origin}/` }],
  paths: {
    '/berths/{berth}': {
      parameters: [{ $ref: '#/components/parameters/Berth' }],
      get: {
        operationId: 'getBerth',
        description: 'Looks up which boat lies in a berth.',
        parameters: [
          { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
          { name: 'ids', in: 'query', explode: false, schema: { type: 'array', items: { type: 'integer' } } },
          { name: 'filter', in: 'query', style: 'deepObject', schema: { type: 'object' } },
          { name: 'x-trace', in: 'header', schema: { type: 'string' } },
          { name: 'lang', in: 'query', required: true, schema: { type: 'string', default: 'en' } },
        ],
        ...answers,
      },
      put: {
        operationId: 'moorBoat',
        description: 'Moors a boat.',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Boat' } } },
        },
        ...answers,
      },
    },
    '/moved': { get: { operationId: 'moved', description: 'Goes elsewhere.', ...answers } },
  },
  components: {
    parameters: {
      Berth: {
        name: 'berth',
        in: 'path',
        required: true,
        description: 'Number of the berth',
        schema: { type: 'string', pattern: '^\\d+$' },
      },
    },
    schemas: {
      Boat: {
        type: 'object',
        properties: { name: { type: 'string' }, tender: { $ref: '#/components/schemas/Boat' } },
        required: ['name'],
      },
    },
    securitySchemes: { harbour_token: { type: 'apiKey', in: 'header', name: 'x-harbour' } },
  },
});
const anonymous = { type: 'anonymous' };
const harbour = (auth: object = anonymous, spec: object = document()) =>
  ({
    type: 'openapi',
    openapi: { name: 'harbour', description: 'The harbour.', spec, auth, default_params: ['lang'] },
  }) as unknown as OpenAI.Responses.Tool;
const items = (response: OpenAI.Responses.Response) =>
  response.output as unknown as { type: string; [field: string]: unknown }[];

/** Lets the model call an operation with arguments. */
async function call(name: string, args: object, tool = harbour()) {
  await emulator.admin('PUT', 'scenarios/model', {
    turns: [{ calls: [{ name, arguments: args }] }, { text: 'Done.' }],
  });
  return items(await client.responses.create({ model: 'gpt-4o', input: 'Go on.', tools: [tool] }));
}

it('calls the API that the document describes, and answers from what it says', async () => {
  const response = await client.responses.create({
    model: 'gpt-4o',
    input: 'Which boat lies in berth 12?',
    tools: [harbour()],
  });
  expect(seen).toMatchObject([{ method: 'GET', url: '/berths/12?lang=en', body: '' }]);
  const [called, output] = items(response);
  expect(called).toMatchObject({
    type: 'openapi_call',
    name: 'harbour_getBerth',
    arguments: '{"berth":"12"}',
    status: 'completed',
  });
  expect(output).toMatchObject({
    type: 'openapi_call_output',
    call_id: called?.call_id,
    output: '{"response":"{\\"boat\\":\\"Gannet\\"}"}',
  });
  expect(response.output_text).toContain('boat is Gannet');
});

it('puts arguments where the document says', async () => {
  const args = { berth: 'a/b', tags: ['x', 'y z'], ids: [1, 2], filter: { age: 3 }, 'x-trace': 't1' };
  await call('harbour_getBerth', args);
  expect(seen).toMatchObject([
    { url: '/berths/a%2Fb?tags=x&tags=y+z&ids=1%2C2&filter%5Bage%5D=3&lang=en', headers: { 'x-trace': 't1' } },
  ]);
  await call('harbour_moorBoat', { berth: '3', requestBody: { name: 'Tern', tender: { name: 'Dab' } } });
  expect(seen[1]).toMatchObject({
    method: 'PUT',
    url: '/berths/3',
    headers: { 'content-type': 'application/json' },
    body: '{"name":"Tern","tender":{"name":"Dab"}}',
  });
});

it.each<[string, object, Record<string, string>]>([
  ['anonymous', anonymous, {}],
  ['a connection with a key', connection('harbour-key'), { 'x-harbour': 'open-sesame' }],
  ['a connection with named keys', connection('harbour-keys'), { 'x-harbour': 'sesame' }],
  [
    'an identity',
    { type: 'managed_identity', security_scheme: { audience: 'https://harbour' } },
    { authorization: 'Bearer emulator-identity:https://harbour' },
  ],
])('is let in by %s', async (_, auth, headers) => {
  const output = await call('harbour_getBerth', { berth: '1' }, harbour(auth));
  expect(output[0]).toMatchObject({ status: 'completed' });
  expect(seen[0]?.headers).toMatchObject(headers);
  if (Object.keys(headers).length === 0) expect(seen[0]?.headers).not.toHaveProperty('authorization');
  expect(JSON.stringify(output)).not.toContain('sesame');
});

it.each<[string, string, object, OpenAI.Responses.Tool | undefined, string]>([
  [
    'an API says no',
    'harbour_getBerth',
    { berth: '404' },
    undefined,
    'GET /berths/{berth} answered 404. No such berth.',
  ],
  ['an API sends it elsewhere', 'harbour_moved', {}, undefined, 'answered 302'],
  ['an argument lacks', 'harbour_getBerth', {}, undefined, 'The argument "berth" is missing.'],
  ['a body lacks', 'harbour_moorBoat', { berth: '1' }, undefined, 'The argument "requestBody" is missing.'],
  ['an argument leads elsewhere', 'harbour_getBerth', { berth: '..' }, undefined, 'cannot be ".."'],
])('tells the model when %s', async (_, name, args, tool, words) => {
  const [called, output, message] = await call(name, args, tool);
  expect(called).toMatchObject({ type: 'openapi_call', status: 'failed' });
  expect(output).toMatchObject({
    status: 'failed',
    output: expect.stringContaining(JSON.stringify(words).slice(1, -1)),
  });
  expect(message).toMatchObject({ type: 'message' });
});

it('calls no host that is not allowed, and says what connection it lacks', async () => {
  const away = harbour(anonymous, { ...document(), servers: [{ url: 'https://harbour.example' }] });
  const [, far] = await call('harbour_getBerth', { berth: '1' }, away);
  expect(far?.output).toContain('FOUNDRY_ALLOWED_HOSTS');
  const [, lost] = await call('harbour_getBerth', { berth: '1' }, harbour(connection('nobody')));
  expect(lost?.output).toContain('There is no connection \\"nobody\\"');
  const [, wrong] = await call('harbour_getBerth', { berth: '1' }, harbour(connection('elsewhere')));
  expect(wrong?.output).toContain('harbour_token');
  expect(seen).toEqual([]);
});

it('refuses values that are not OpenAPI documents', async () => {
  const create = (spec: unknown) =>
    client.responses.create({ model: 'gpt-4o', input: 'Hello!', tools: [harbour(anonymous, spec as object)] });
  await expect(create('/a/path.json')).rejects.toMatchObject({ status: 400, param: 'tools[0].openapi.spec' });
  await expect(create({ swagger: '2.0', paths: {} })).rejects.toMatchObject({
    status: 400,
    param: 'tools[0].openapi.spec.openapi',
  });
  const nameless = { ...document(), paths: { '/a': { get: answers } } };
  await expect(create(nameless)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('has no operationId'),
  });
});

it('refuses such a document when an agent is created', async () => {
  const create = (spec: unknown) =>
    emulator.project.agents.createVersion('harbour', {
      kind: 'prompt',
      model: 'gpt-4o',
      tools: [harbour(anonymous, spec as object) as never],
    });
  await expect(create('/a/path.json')).rejects.toMatchObject({
    statusCode: 400,
    message: expect.stringContaining('definition.tools[0].openapi.spec'),
  });
  expect(await create(document())).toMatchObject({ name: 'harbour' });
});

it('accepts documents that deviate from the OpenAPI schema, as published ones do', async () => {
  const { components, paths, ...rest } = document();
  const spec = {
    ...rest,
    openapi: '3.1.0',
    paths: {
      '/berths/{berth}': {
        get: {
          ...paths['/berths/{berth}'].get,
          auth: [],
          security: [],
          parameters: [
            { name: 'berth', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'q', in: 'nowhere' },
          ],
        },
      },
    },
    components: { schemes: components.securitySchemes, schemas: {} },
  };
  const [called] = await call('harbour_getBerth', { berth: '1' }, harbour(connection('harbour-keys'), spec));
  expect(called).toMatchObject({ type: 'openapi_call', status: 'completed' });
  expect(seen[0]?.headers).toMatchObject({ 'x-harbour': 'sesame' });
});

it('binds structured inputs in the tools of an agent and of a request', async () => {
  const spec = {
    ...document(),
    servers: [{ url: '{{server}}/{{path}}' }],
    paths: { '/first': { get: { operationId: 'look', description: 'Looks.', parameters: [], ...answers } } },
  };
  await emulator.project.agents.createVersion('bound', {
    kind: 'prompt',
    model: 'gpt-4o',
    structured_inputs: { server: { required: true }, path: { default_value: 'berths' } },
    tools: [harbour(anonymous, spec) as never],
  });
  await emulator.admin('PUT', 'scenarios/model', { turns: [{ calls: [{ name: 'harbour_look' }] }, { text: 'Done.' }] });
  const run = (structured_inputs: object) =>
    client.responses.create(
      { input: 'Go on.' },
      { body: { input: 'Go on.', ...byAgent('bound').body, structured_inputs } },
    );
  expect(items(await run({ server: origin }))[0]).toMatchObject({ type: 'openapi_call', status: 'completed' });
  expect(seen).toMatchObject([{ url: '/berths/first' }]);
  await expect(run({})).rejects.toMatchObject({ status: 400, param: 'structured_inputs.server' });
});

function connection(id: string) {
  return { type: 'project_connection', security_scheme: { project_connection_id: id } };
}
