import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type FakeInternet, startFakeInternet } from '../support/fake-internet.ts';
import { FIXTURE_ENV } from '../support/fixture-app.ts';
import { runCli } from '../support/run-cli.ts';

const APP = 'func-1.azurewebsites.net';
const PROJECT = 'foundry-1.services.ai.azure.com';
const BLOBS = 'stdata.blob.core.windows.net';
const SETTINGS = {
  ...FIXTURE_ENV,
  FOUNDRY_PROJECT_ENDPOINT: `https://${PROJECT}/api/projects/agents`,
  FUNCTIONS_URL: `https://${APP}`,
  ENTRA_AUDIENCE: 'api://app-1',
  DATA_STORAGE__blobServiceUri: `https://${BLOBS}/`,
  DATA_STORAGE__queueServiceUri: 'https://stdata.queue.core.windows.net/',
  DATA_STORAGE__tableServiceUri: 'https://stdata.table.core.windows.net/',
  AZURE_SUBSCRIPTION_ID: 'sub-1',
  AZURE_RESOURCE_GROUP: 'rg-1',
};

let internet: FakeInternet;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'azure-commands-'));
  internet = await startFakeInternet([
    '*.azurewebsites.net',
    '*.services.ai.azure.com',
    '*.blob.core.windows.net',
    'management.azure.com',
    'api.loganalytics.azure.com',
  ]);
});
afterAll(async () => {
  await internet?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  internet.sent.splice(0);
  internet.answer = () => ({ status: 404 });
});

const run = (args: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
  runCli([...args, '--azure'], { ...SETTINGS, ...internet.env, ...changes });

const sentTo = (host: string) => internet.sent.filter((request) => request.host === host);

describe('a command with --azure', () => {
  it.each([['agents', '--dry-run'], ['smoke']])(
    'asks the project of the deployment and reports as JSON: %s',
    async (...args) => {
      const { code, stdout } = await run([...args, '--json']);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ ok: false, lines: expect.arrayContaining([expect.any(String)]) });
      expect(sentTo(PROJECT).length).toBeGreaterThan(0);
    },
  );

  it('calls the app with a token for its registration, or with its key', async () => {
    internet.answer = () => ({ body: { jobs: [] } });
    expect(await run(['job', 'list'])).toEqual({ code: 0, stdout: 'There are no jobs.\n', stderr: '' });
    expect(sentTo(APP)).toMatchObject([
      { method: 'GET', path: '/api/jobs?limit=20', headers: { authorization: 'Bearer for:api://app-1' } },
    ]);
    internet.sent.splice(0);
    expect(await run(['job', 'list'], { FUNCTIONS_KEY: 'a-key' })).toMatchObject({ code: 0 });
    expect(sentTo(APP)).toMatchObject([{ headers: { 'x-functions-key': 'a-key' } }]);
    expect(sentTo(APP)[0]?.headers.authorization).toBeUndefined();
  });

  it('replays a dead letter through the app, which records who did it', async () => {
    internet.answer = () => ({ status: 202, body: { id: 'letter-1', queue: 'tool-x-in' } });
    expect(await run(['dead-letters', 'replay', 'letter-1'])).toMatchObject({
      code: 0,
      stdout: 'letter-1 is on tool-x-in again.\n',
    });
    expect(sentTo(APP)).toMatchObject([{ method: 'POST', path: '/api/operations/dead-letters/letter-1/replay' }]);
  });

  it('uploads to the storage account of the deployment, and asks the app until the file is searchable', async () => {
    const file = path.join(folder, 'lunch.md');
    writeFileSync(file, 'At noon.');
    const row = { path: 'documents/handbook/lunch.md', status: 'indexed', etag: '0x1' };
    internet.answer = ({ host }) =>
      host === BLOBS ? { status: 201, headers: { etag: '"0x1"' } } : { body: { files: [row] } };
    const { code, stdout } = await run(['upload', file]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'documents/handbook/lunch.md  in storage\ndocuments/handbook/lunch.md  searchable\n',
    });
    const [put] = sentTo(BLOBS).filter((request) => request.path.startsWith('/documents/handbook/lunch.md'));
    expect(put).toMatchObject({
      method: 'PUT',
      body: 'At noon.',
      headers: { authorization: 'Bearer for:https://storage.azure.com' },
    });
  });

  it('names the role when storage refuses', async () => {
    const file = path.join(folder, 'refused.md');
    writeFileSync(file, 'x');
    const error =
      '<?xml version="1.0"?><Error><Code>AuthorizationPermissionMismatch</Code><Message>No.</Message></Error>';
    internet.answer = () => ({ status: 403, headers: { 'content-type': 'application/xml' }, body: error });
    const { code, stderr } = await run(['upload', file]);
    expect(code).toBe(1);
    expect(stderr).toContain('"Storage Blob Data Contributor"');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('asks an agent of the project with a token for Foundry', async () => {
    const response = { id: 'resp_1', status: 'completed', output: [], output_text: 'Hello.' };
    internet.answer = (request) =>
      request.path.includes('/conversations')
        ? { body: { id: 'conv_1' } }
        : {
            headers: { 'content-type': 'text/event-stream' },
            body: `data: ${JSON.stringify({ type: 'response.completed', response })}\n\n`,
          };
    const { code, stdout } = await run(['ask', 'support', 'Hi', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ conversation: 'conv_1', answer: 'Hello.' });
    const [, asked] = sentTo(PROJECT);
    expect(asked?.path).toMatch(/^\/api\/projects\/agents\/openai\/v1\/responses/);
    expect(asked?.headers.authorization).toBe('Bearer for:https://ai.azure.com');
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({ agent_reference: { name: 'support' }, input: 'Hi' });
  });

  it('reads the log from the workspace of the resource group', async () => {
    const columns = [
      'kind',
      'time',
      'received',
      'function',
      'invocation',
      'url',
      'duration',
      'success',
      'result',
      'level',
      'category',
      'message',
    ];
    const rows = [
      [
        'invocation',
        '2026-01-01T10:00:00.5Z',
        '2026-01-01T10:01:00Z',
        'tool_get_weather',
        'inv-1',
        '',
        12.4,
        true,
        '0',
        null,
        null,
        null,
      ],
      [
        'invocation',
        '2026-01-01T10:00:01.5Z',
        '2026-01-01T10:01:00Z',
        'jobList',
        'inv-2',
        `https://${APP}/api/jobs`,
        5,
        true,
        '200',
        null,
        null,
        null,
      ],
      [
        'entry',
        '2026-01-01T10:00:02.5Z',
        '2026-01-01T10:01:00Z',
        'jobCreate',
        'inv-3',
        null,
        null,
        null,
        null,
        3,
        '',
        'inv-3: it broke',
      ],
    ];
    internet.answer = ({ host }) =>
      host === 'management.azure.com'
        ? { body: { value: [{ name: 'log-1', properties: { customerId: 'workspace-1' } }] } }
        : {
            body: {
              tables: [{ name: 'PrimaryResult', columns: columns.map((name) => ({ name, type: 'string' })), rows }],
            },
          };
    const { code, stdout } = await run(['logs']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^10:00:00\.5Z? +tools +get_weather +inv-1 succeeded 12 ms$/m);
    expect(stdout).toMatch(/^10:00:01\.5Z? +http +\/api\/jobs +inv-2 200 5 ms$/m);
    expect(stdout).toMatch(/^10:00:02\.5Z? +jobs +jobCreate +inv-3 error: it broke$/m);
    expect(internet.sent).toMatchObject([
      {
        host: 'management.azure.com',
        path: expect.stringMatching(
          /^\/subscriptions\/sub-1\/resourceGroups\/rg-1\/providers\/Microsoft\.OperationalInsights\/workspaces\?/,
        ),
        headers: { authorization: 'Bearer for:https://management.azure.com' },
      },
      {
        host: 'api.loganalytics.azure.com',
        path: '/v1/workspaces/workspace-1/query',
        headers: { authorization: 'Bearer for:https://api.loganalytics.io' },
      },
    ]);
  });

  it.each([
    ['job', ['job', 'list'], 'FUNCTIONS_URL'],
    ['dead-letters', ['dead-letters', 'list'], 'FUNCTIONS_URL'],
    ['ask', ['ask', 'support', 'Hi'], 'FOUNDRY_PROJECT_ENDPOINT'],
    ['logs', ['logs'], 'AZURE_SUBSCRIPTION_ID'],
  ])('names the setting that is missing: %s', async (_name, args, setting) => {
    const { code, stderr } = await run(args, { [setting]: '' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `${setting} is not set. Select the deployment with \`azd env select NAME\`, or set it.\n`,
    });
    expect(internet.sent).toEqual([]);
  });

  it('says how to sign in when there is no token', async () => {
    const nobody = { IDENTITY_ENDPOINT: '', IDENTITY_HEADER: '', AZURE_TOKEN_CREDENTIALS: 'dev', PATH: '' };
    const { code, stderr } = await run(['job', 'list'], nobody);
    expect(code).toBe(1);
    expect(stderr).toContain('sign in with `az login` or `azd auth login`');
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
