import { trustCertificate } from '../../local/platform/trust.ts';
import config from '../../foundry.config.ts';
import { doctorCommand } from '../../shared/doctor/doctor-command.ts';
import { agentsCommand } from '../../shared/foundry/agents/agents-command.ts';
import { openStorage } from '../../shared/storage/storage.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';

let platform: TestPlatform;
let env: Record<string, string>;
beforeAll(async () => {
  platform = await localPlatform();
  const { functions, foundryProject, storage, certificate } = platform.endpoints;
  trustCertificate(certificate);
  env = { FUNCTIONS_URL: functions, FOUNDRY_PROJECT_ENDPOINT: foundryProject, DATA_STORAGE: storage };
});
afterAll(() => platform?.stop());

async function doctor(changes: Record<string, string> = {}, args: readonly string[] = [], patience = 30_000) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const exitCode = await doctorCommand({ config, args, env: { ...env, ...changes }, print, patience });
  return { exitCode, text: lines.join('\n') };
}

describe('npm run doctor', () => {
  it('names the agent that is not deployed, and finds nothing wrong once it is', async () => {
    await doctor({}, ['--fix']);
    expect((await doctor()).text).toMatch(/WRONG agent support: it is not deployed\n {6}mend: npm run agents/);
    expect(await agentsCommand({ config, args: [], env, print: () => {} })).toBe(0);
    const { exitCode, text } = await doctor();
    expect(text).toMatch(/ok {4}tool call: get_order_status: put on its queue in \d+ ms, answered \d+ ms later/);
    expect(text).not.toMatch(/WRONG/);
    expect(exitCode).toBe(0);
  });

  it('changes nothing: a queue that is missing is still missing, until --fix', async () => {
    const queue = openStorage({ connectionString: env.DATA_STORAGE ?? '' }).queue('tool-request-refund-out');
    await queue.delete();
    expect((await doctor()).text).toMatch(
      /WRONG queue tool-request-refund-out: it does not exist\n {6}mend: npm run doctor -- --fix/,
    );
    expect(await queue.exists()).toBe(false);
    expect((await doctor({}, ['--fix'])).text).not.toMatch(/tool-request-refund-out: it does not exist/);
    expect(await queue.exists()).toBe(true);
  });

  it('finds what was given up', async () => {
    const letters = openStorage({ connectionString: env.DATA_STORAGE ?? '' }).queue('tool-dead-letters');
    await letters.createIfNotExists();
    await letters.sendMessage('x');
    expect((await doctor()).text).toMatch(/WRONG queue tool-dead-letters: 1 messages/);
    await letters.clearMessages();
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a setting that is missing', { DATA_STORAGE: '' }, /WRONG settings: .*DATA_STORAGE__queueServiceUri is missing/],
    [
      'an endpoint that is none',
      { FOUNDRY_PROJECT_ENDPOINT: 'https://example.com' },
      /WRONG settings: FOUNDRY_PROJECT_ENDPOINT/,
    ],
    [
      'an API version nobody serves',
      { FOUNDRY_API_VERSION: '1999-01-01' },
      /WRONG project: .*\n {6}mend: .*FOUNDRY_API_VERSION/,
    ],
    [
      'a project that does not answer',
      { FOUNDRY_PROJECT_ENDPOINT: 'https://localhost:1/api/projects/local' },
      /WRONG project: /,
    ],
    ['an app that does not run', { FUNCTIONS_URL: 'http://127.0.0.1:1' }, /WRONG function app: .* does not answer/],
    ['an app nobody named', { FUNCTIONS_URL: '' }, /WRONG function app: nobody said where it is/],
    [
      'a storage that does not answer',
      {
        DATA_STORAGE:
          'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:1/a;TableEndpoint=http://127.0.0.1:1/a',
      },
      /WRONG queue tool-get-order-status-in: /,
    ],
  ])('finds %s', async (_, changes, found) => {
    const { exitCode, text } = await doctor(changes);
    expect(text).toMatch(found);
    expect(exitCode).toBe(1);
  });

  it('finds that nobody answers, and a message that cannot be read', async () => {
    await platform.host.stop();
    const input = openStorage({ connectionString: env.DATA_STORAGE ?? '' }).queue('tool-get-order-status-in');
    await input.sendMessage('no json');
    const { text } = await doctor({}, [], 500);
    expect(text).toMatch(/WRONG tool call: get_order_status did not answer within 500 ms/);
    expect(text).toMatch(/WRONG queue tool-get-order-status-in: a waiting message cannot be answered/);
  });
});
