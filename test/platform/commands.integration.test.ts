import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DeadLetters } from '../../shared/azure/queues/dead-letters.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { FIXTURE_ENV } from '../support/fixture-app.ts';
import { putOrders } from '../support/orders.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';
import { runCli, startCli } from '../support/run-cli.ts';

const ORDER = 610_001;

let platform: TestPlatform;
let folder: string;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'commands-'));
  platform = await localPlatform({ hostArgs: ['--log-invocations'] });
  env = { ...FIXTURE_ENV, LOCAL_STATE: platform.state };
  await putOrders(platform.endpoints.storage, [ORDER]);
  expect(await run('agents')).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => runCli(args, env);

function file(name: string, content: string): string {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
}

describe('ask', () => {
  it('prints the answer, the calls with their results, and the conversation that it continues', async () => {
    const { code, stdout } = await run('ask', 'support', `Where is my order ${ORDER}?`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\(tool\) get_order_status \{"orderNumber":"610001"\}\n {5}= \{.*"610001"/);
    const conversation = /--conversation (\S+) continues/.exec(stdout)?.[1] ?? '';
    const again = await run('ask', 'support', `Where is my order ${ORDER}?`, '--conversation', conversation, '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      conversation,
      answer: expect.stringContaining(`${ORDER}`),
      calls: [{ name: 'get_order_status', arguments: expect.any(String), output: expect.stringContaining('610001') }],
      cited: [],
    });
  });

  it('names the agents of the project when it does not have the one that was asked', async () => {
    const { code, stdout, stderr } = await run('ask', 'supprt', 'Hello');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('There is no agent "supprt". The project has support.\n');
  });
});

describe('upload', () => {
  it('shows each file until it is searchable, and fails when one cannot be read', async () => {
    const good = file('lunch.md', '# Lunch\n\nLunch is at noon in the canteen.\n');
    const bad = file('broken.pdf', 'x');
    const { code, stdout } = await run('upload', good, bad);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^documents\/handbook\/lunch\.md {2}in storage$/m);
    expect(stdout).toMatch(/^documents\/handbook\/lunch\.md {2}searchable$/m);
    expect(stdout).toMatch(/^documents\/handbook\/broken\.pdf {2}failed: .*not a valid pdf/m);
    const again = await run('upload', good, '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject([{ path: 'documents/handbook/lunch.md', status: 'indexed' }]);
  });

  it('refuses a missing file, two files of one name, and a place that no source takes', async () => {
    const missing = await run('upload', path.join(folder, 'missing.md'));
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('missing.md is not a file') });
    const one = file('same.md', 'one');
    const twice = await run('upload', one, one);
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining('have the same name') });
    const elsewhere = await run('upload', one, '--to', 'nowhere/x');
    expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('No ingestion source takes') });
    expect(elsewhere.stderr).toContain('documents/handbook/');
  });
});

describe('job', () => {
  it('starts a job, lists it with its time, cancels it, and shows how it ended', async () => {
    const rows = Array.from({ length: 10 }, (_, at) => ({
      messages: [
        { role: 'user', content: `Question ${at}` },
        { role: 'assistant', content: `Answer ${at}` },
      ],
    }));
    const training = file('training.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    const started = await run('job', 'fine-tune', training, '--model', 'gpt-4o-mini', '--json');
    expect(started.code).toBe(0);
    const { id } = JSON.parse(started.stdout) as { id: string };
    const listed = await run('job', 'list');
    expect(listed.stdout).toMatch(new RegExp(`^${id} +fine-tuning +gpt-4o-mini +\\S+ +\\d{4}-\\d\\d-\\d\\dT`, 'm'));
    expect(await run('job', 'cancel', id)).toMatchObject({ code: 0, stdout: expect.stringContaining(id) });
    const ended = await run('job', 'status', id, '--wait');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(new RegExp(`^${id} {2}cancelled .*report results/${id}/report.md`, 'm'));
  });

  it('says in one sentence why a job failed', async () => {
    const rows = Array.from(
      { length: 10 },
      () => '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}',
    );
    const training = file('wrong-model.jsonl', rows.join('\n'));
    const { code, stdout } = await run('job', 'fine-tune', training, '--model', 'no-such-model', '--wait');
    expect(code).toBe(1);
    expect(stdout).toContain('There is no base model "no-such-model"');
  });

  it('names the line of a data file that is not JSON', async () => {
    const data = file('rows.jsonl', '{"a":1}\nnot json\n');
    const { code, stderr } = await run('job', 'eval', 'eval_1', '--data', data);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('rows.jsonl:2 is not JSON') });
  });
});

describe('dead-letters', () => {
  it('lists, shows, replays and deletes a message', async () => {
    const letters = new DeadLetters(openStorage({ connectionString: platform.endpoints.storage }));
    const keep = (messageId: string, body: string) =>
      letters.keep({ queue: 'elsewhere', messageId, reason: 'too odd', dequeueCount: 5, insertedAt: new Date(), body });
    const [first, second] = [await keep('one', 'first text'), await keep('two', 'second text')];
    const listed = await run('dead-letters', 'list');
    expect(listed.stdout).toContain(first);
    expect(listed.stdout).toMatch(/elsewhere +\d{4}-\S+ +too odd/);
    const shown = await run('dead-letters', 'show', first, '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: first, text: 'first text' });
    expect(await run('dead-letters', 'replay', first)).toMatchObject({
      code: 0,
      stdout: `${first} is on elsewhere again.\n`,
    });
    expect(await run('dead-letters', 'delete', second)).toMatchObject({ code: 0, stdout: `${second} is deleted.\n` });
    expect(await run('dead-letters', 'list')).toMatchObject({ code: 0, stdout: 'There are no dead letters.\n' });
    expect(await run('dead-letters', 'replay', first)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no such dead letter'),
    });
  });
});

describe('logs', () => {
  it('shows the newest calls of a topic, follows those to come, and ends on Ctrl+C with 0', async () => {
    const shown = await run('logs', '--only', 'tools', '--lines', '1');
    expect(shown.stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} tools +get_order_status +\S+ done \d+ ms\n$/);
    const json = await run('logs', '--only', 'tools', '--lines', '1', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ topic: 'tools', name: 'get_order_status', outcome: 'done' });
    const following = startCli(['logs', '--follow', '--only', 'http', '--lines', '1'], env);
    const path = `/api/jobs/ft-${'0'.repeat(32)}`;
    while (following.stdout() === '') await new Promise((resolve) => setTimeout(resolve, 50));
    for (let tries = 0; tries < 200 && !following.stdout().includes(path); tries++) {
      await fetch(`${platform.endpoints.functions}${path}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    following.child.kill('SIGINT');
    const { code, stdout } = await following.ended;
    expect(code).toBe(0);
    expect(stdout).toContain(`GET ${path}`);
  });
});

describe('every command', () => {
  it.each([['ask', 'support', 'Hello'], ['job', 'list'], ['dead-letters', 'list'], ['logs']])(
    'says how to start the platform when none runs: %s %s',
    async (...args) => {
      const { code, stderr } = await runCli(args, { ...FIXTURE_ENV, LOCAL_STATE: path.join(folder, 'nothing') });
      expect(code).toBe(1);
      expect(stderr).toContain('npm run dev');
      expect(stderr).not.toMatch(/\n\s+at /);
    },
  );

  it('shows its help, and after wrong arguments what it expects', async () => {
    const help = await run('job', 'fine-tune', '--help');
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes: 0') });
    const wrong = await run('job', 'fine-tune', 'x.jsonl');
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("'--model <name>' not specified") });
    const misspelt = await run('job', 'statsu', 'x');
    expect(misspelt).toMatchObject({ code: 1, stderr: expect.stringContaining('Did you mean status?') });
  });
});
