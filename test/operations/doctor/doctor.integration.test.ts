import type { TokenCredential } from '@azure/identity';
import { trustCertificate } from '../../../local/platform/trust.ts';
import { createEmulator } from '../../../packages/foundry-emulator/src/emulator.ts';
import { openStorage } from '../../../shared/azure/storage/storage.ts';
import { checkEvaluations } from '../../../shared/evaluations/config/check-evaluations.ts';
import { cron } from '../../../shared/evaluations/config/when.ts';
import { checkGraders } from '../../../shared/operations/doctor/check-graders.ts';
import { doctorCommand } from '../../../shared/operations/doctor/doctor-command.ts';
import { agentsCommand } from '../../../shared/operations/project/agents-command.ts';
import config from '../../fixture-app/foundry.config.ts';
import { deploymentEnv } from '../../support/deployment.ts';
import { localPlatform, type TestPlatform } from '../../support/platform.ts';

let platform: TestPlatform;
let env: Record<string, string>;
beforeAll(async () => {
  platform = await localPlatform();
  const { functions, foundryProject, storage, certificate } = platform.endpoints;
  trustCertificate(certificate);
  env = { FUNCTIONS_URL: functions, FOUNDRY_PROJECT_ENDPOINT: foundryProject, DATA_STORAGE: storage };
});
afterAll(() => platform?.stop());

async function doctor(
  changes: Record<string, string> = {},
  args: readonly string[] = [],
  patience = 30_000,
  credential?: TokenCredential,
) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const exitCode = await doctorCommand({
    config,
    args,
    env: { ...env, ...changes },
    print,
    patience,
    ...(credential ? { credential } : {}),
  });
  return { exitCode, text: lines.join('\n') };
}

/** Arms a fault of the emulator in place of all others; none without one. */
async function fault(one?: object): Promise<void> {
  const url = `${new URL(env.FOUNDRY_PROJECT_ENDPOINT ?? '').origin}/_emulator/faults`;
  await fetch(url, { method: 'DELETE' });
  if (one)
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(one) });
}

describe('npm run doctor', () => {
  it('names the agent that is not deployed, and finds nothing wrong once it is', async () => {
    await doctor({}, ['--fix']);
    expect((await doctor()).text).toMatch(/FAIL agent support: not deployed\n {5}fix: npm run agents/);
    expect(await agentsCommand({ config, args: [], env, print: () => {} })).toBe(0);
    const { exitCode, text } = await doctor();
    expect(text).toMatch(
      /ok {3}tool call: get_order_status: sent in \d+ ms, received \d+ ms later, answered \d+ ms after that/,
    );
    expect(text).not.toMatch(/FAIL/);
    expect(exitCode).toBe(0);
  });

  it('changes nothing: a queue that is missing is still missing, until --fix', async () => {
    const queue = openStorage({ connectionString: env.DATA_STORAGE ?? '' }).queue('tool-request-refund-out');
    await queue.delete();
    expect((await doctor()).text).toMatch(
      /FAIL queue tool-request-refund-out: it does not exist\n {5}fix: npm run doctor -- --fix/,
    );
    expect(await queue.exists()).toBe(false);
    expect((await doctor({}, ['--fix'])).text).not.toMatch(/tool-request-refund-out: it does not exist/);
    expect(await queue.exists()).toBe(true);
  });

  it.each([
    ['tool-get-order-status-in-poison', 'the app stopped while it answered them'],
    ['blob-events-poison', 'a blob is taken in late'],
    ['job-requests-poison', 'a job was not accepted'],
    ['job-webhooks-poison', 'a webhook did not get the end of a job'],
    ['evaluation-starts-poison', 'an evaluation was not started'],
  ])('finds what was given up in %s', async (name, meaning) => {
    const queue = openStorage({ connectionString: env.DATA_STORAGE ?? '' }).queue(name);
    await queue.createIfNotExists();
    // Out of sight: the app looks after some of these queues itself.
    await queue.sendMessage('x', { visibilityTimeout: 3_600 });
    const { text } = await doctor();
    expect(text).toMatch(new RegExp(`FAIL queue ${name}: 1 messages.*${meaning}.*\n {5}fix: az storage message peek`));
    await queue.clearMessages();
  });

  it.each([
    [
      401,
      'Access token is missing, invalid, audience is incorrect (https://ai.azure.com), or have expired.',
      /wants a token for https:\/\/ai\.azure\.com/,
    ],
    [
      401,
      'The principal lacks the required data action Microsoft.CognitiveServices/accounts/AIServices/agents/read',
      /the role "Foundry User"/,
    ],
    [403, 'Public access is disabled. Please configure private endpoint.', /the role "Foundry User"/],
    [429, 'Too many requests.', /Too many requests/],
    [404, 'Project not found', /FOUNDRY_PROJECT_ENDPOINT: the Foundry portal shows it/],
  ])('says what %d of the project means: %s', async (status, message, fix) => {
    const body = { error: { code: `${status}`, message } };
    await fault({ operation: 'Agents_*', status, body });
    const { exitCode, text } = await doctor();
    await fault();
    expect(text).toMatch(/FAIL project: /);
    expect(text).toContain(message);
    expect(text).toMatch(fix);
    expect(exitCode).toBe(1);
  });

  it('finds that storage refuses: a key that is wrong, as a role that is missing', async () => {
    const wrong = (env.DATA_STORAGE ?? '').replace(/AccountKey=[^;]+/, 'AccountKey=d3Jvbmc=');
    const { text } = await doctor({ DATA_STORAGE: wrong });
    expect(text).toMatch(
      /FAIL queue tool-get-order-status-in, queue tool-get-order-status-out,.*: storage denies access \(AuthenticationFailed\)\n {5}fix: get the role "Storage Queue Data Contributor"/,
    );
    expect(text).not.toContain('d3Jvbmc=');
  });

  it('finds a token that is meant for another service, and asks Azure itself when it is told which deployment it is', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({})}.${part({ aud: 'https://management.azure.com', exp: 9_999_999_999, iat: 1 })}.x`;
    const other = { getToken: async () => ({ token, expiresOnTimestamp: 0 }) };
    const { text } = await doctor(
      { ...deploymentEnv('https://localhost:1'), FOUNDRY_PROJECT_ENDPOINT: env.FOUNDRY_PROJECT_ENDPOINT ?? '' },
      [],
      30_000,
      other,
    );
    expect(text).toMatch(/FAIL token: its audience is https:\/\/management\.azure\.com/);
    // One fault and not five: nothing answers where Azure was said to be.
    expect(text).toMatch(
      /FAIL capability host of the account, capability host of the project, model deployments, function app in Azure, events of blobs: connect ECONNREFUSED/,
    );
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a setting that is missing', { DATA_STORAGE: '' }, /FAIL settings: .*DATA_STORAGE__queueServiceUri is missing/],
    [
      'an endpoint that is none',
      { FOUNDRY_PROJECT_ENDPOINT: 'https://example.com' },
      /FAIL settings: FOUNDRY_PROJECT_ENDPOINT/,
    ],
    [
      'an API version nobody serves',
      { FOUNDRY_API_VERSION: '1999-01-01' },
      /FAIL project: .*\n {5}fix: .*FOUNDRY_API_VERSION/,
    ],
    [
      'a project that does not answer',
      { FOUNDRY_PROJECT_ENDPOINT: 'https://localhost:1/api/projects/local' },
      /FAIL project: /,
    ],
    ['an app that does not run', { FUNCTIONS_URL: 'http://127.0.0.1:1' }, /FAIL function app: .* does not answer/],
    ['an app without an address', { FUNCTIONS_URL: '' }, /FAIL function app: its address is unknown/],
    [
      'a storage that does not answer',
      {
        DATA_STORAGE:
          'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:1/a',
      },
      /FAIL queue tool-get-order-status-in, .*: /,
    ],
  ])('finds %s', async (_, changes, found) => {
    const { exitCode, text } = await doctor(changes);
    expect(text).toMatch(found);
    expect(exitCode).toBe(1);
  });
});

describe('python graders', () => {
  const weekly = {
    eval: {
      name: 'Weekly',
      fields: ['query'],
      criteria: [{ type: 'python', name: 'length', source: 'def grade(sample, item):\n  return 1' }],
    },
    data: { items: [{ query: 'q' }] },
    when: cron('0 3 * * 1', 'UTC'),
  };

  it.each([
    [{}, /they are off, so every row of weekly fails/, /FOUNDRY_PYTHON_GRADERS=on/],
    [
      { FOUNDRY_PYTHON_GRADERS: 'on', FOUNDRY_PYTHON: '/no/such/python' },
      /Python cannot be started, so every row of weekly fails/,
      /install Python 3/,
    ],
  ])('are a failed check when the emulator cannot run them: %j', async (settings, cause, fix) => {
    const emulator = await createEmulator({ settings });
    trustCertificate(emulator.certificate);
    try {
      const evaluations = checkEvaluations({ weekly });
      const [finding] = await checkGraders({ evaluations }, { FOUNDRY_PROJECT_ENDPOINT: emulator.endpoints.project });
      expect(finding).toMatchObject({
        ok: false,
        cause: expect.stringMatching(cause),
        fix: expect.stringMatching(fix),
      });
    } finally {
      await emulator.close();
    }
  });

  it('are not checked when no criterion needs them', async () => {
    expect((await doctor()).text).not.toContain('python');
  });
});

describe('npm run doctor, while no host runs', () => {
  beforeAll(async () => {
    await doctor({}, ['--fix']);
    await platform.host.stop();
  });

  it('finds an app that does not answer, and a message that cannot be read', async () => {
    const input = openStorage({ connectionString: env.DATA_STORAGE ?? '' }).queue('tool-get-order-status-in');
    await input.sendMessage('no json');
    const { text } = await doctor({}, [], 500);
    expect(text).toMatch(/FAIL tool call: get_order_status: the call stayed in its queue for 500 ms/);
    expect(text).toMatch(/FAIL queue tool-get-order-status-in: a waiting message cannot be answered/);
  });

  it('tells a call that was received and not answered from one that was not received', async () => {
    const input = openStorage({ connectionString: env.DATA_STORAGE ?? '' }).queue('tool-get-order-status-in');
    await input.clearMessages();
    const checking = doctor({}, [], 3_000);
    // Stands in for a function that fails: it takes the call, and that is all.
    let [taken, over] = [0, false];
    void checking.finally(() => {
      over = true;
    });
    while (taken === 0 && !over) {
      taken = (await input.receiveMessages({ visibilityTimeout: 60 })).receivedMessageItems.length;
    }
    expect((await checking).text).toMatch(
      /FAIL tool call: get_order_status: the call was received after \d+ ms and not answered within 3000 ms.*\n {5}fix: see the log of the app; assign its identity "Storage Queue Data Message Sender"/,
    );
  });
});
