import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { npmStart, temporaryFolder } from '../support/npm-start.ts';

const configOf = (app: string) => path.resolve(`test/other-apps/${app}/foundry.config.ts`);

describe('an app that is not the sample app', () => {
  let state: string;
  beforeEach(() => {
    state = temporaryFolder();
  });
  afterEach(() => rmSync(state, { recursive: true, force: true }));

  it.each([
    ['foreign', /\(tool\)\s+get_weather .*"city"/],
    ['empty', /foundry\.config\.ts is empty/],
    ['tools', /Agents and evaluations/],
    ['ingestion', /reports\/foundry-functions-tour\.txt[\s\S]*1 indexed/],
    ['evaluations', /weekly: its timer starts it[\s\S]*the run succeeded/],
  ])('tours what it has: %s', async (app, shown) => {
    const run = npmStart(state, ['--once'], { FOUNDRY_CONFIG: configOf(app) });
    const code = await run.exitCode;
    expect({ code, output: run.output() }).toMatchObject({ code: 0 });
    expect(run.output()).toMatch(shown);
  });

  it('passes the smoke test and the doctor', async () => {
    const env = { FOUNDRY_CONFIG: configOf('foreign') };
    const run = npmStart(state, [], env);
    await run.printed('Ctrl+C stops everything');
    try {
      const smoke = command('smoke', state, env);
      expect(smoke).toMatchObject({ status: 0 });
      expect(smoke.stdout).toMatch(/function answered after .*"sky":"cloudy"/);
      expect(command('doctor', state, env)).toMatchObject({ status: 0 });
    } finally {
      run.child.kill('SIGINT');
      await run.exitCode;
    }
  });
});

function command(name: string, state: string, env: Readonly<Record<string, string>>) {
  const args = ['--disable-warning=ExperimentalWarning', 'local/cli.ts', name];
  return spawnSync(process.execPath, args, { env: { ...process.env, LOCAL_STATE: state, ...env }, encoding: 'utf8' });
}
