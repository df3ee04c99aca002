import { type FakeRun, type Ran, runWithFakes } from './support/fake-commands.ts';

/** Path of PowerShell, which few machines have. */
const pwsh = process.env.PWSH;

type Shell = (hook: string, how?: FakeRun) => Ran;
const shells: readonly (readonly [name: string, run: Shell])[] = [
  ['sh', (hook, how = {}) => runWithFakes('/bin/sh', [`infra/hooks/${hook}.sh`], how)],
  ...(pwsh
    ? [
        [
          'pwsh',
          (hook: string, how: FakeRun = {}) =>
            runWithFakes(pwsh, ['-NoProfile', '-NonInteractive', '-File', `infra/hooks/${hook}.ps1`], {
              ...how,
              env: { DOTNET_ROLL_FORWARD: 'Major', POWERSHELL_TELEMETRY_OPTOUT: '1', ...how.env },
            }),
        ] as const,
      ]
    : []),
];

const MONTH = `${new Date().toISOString().slice(0, 7)}-01`;
const CHECKS = ['node infra/hooks/check-node.mjs', 'npm run --silent setup', 'npm run --silent deploy:check'];
const FINISHES = ['npm run --silent deploy:finish'];

describe.each(shells)('the hooks, run by %s', (_, run) => {
  it('check the machine, the caller and the quota before anything is made, and keep the month of the budget', () => {
    const { called, status } = run('before-provision');
    expect([status, called]).toEqual([0, [...CHECKS, `azd env set BUDGET_START ${MONTH}`]]);
  });

  it('leave a month alone that was kept before', () => {
    const { called, status } = run('before-provision', { env: { BUDGET_START: '2026-01-01' } });
    expect([status, called]).toEqual([0, CHECKS]);
  });

  it('say that Node.js is missing, and stop', () => {
    const { called, status, text } = run('before-provision', { missing: ['node'] });
    expect(status).not.toBe(0);
    expect(called).toEqual([]);
    expect(text).toMatch(/Node\.js 20 or newer is missing: https:\/\/nodejs\.org/);
  });

  it.each(CHECKS)('stop azd when `%s` fails', (command) => {
    const { called, status } = run('before-provision', { failing: [command, 3] });
    expect(status).not.toBe(0);
    expect(called).toEqual(CHECKS.slice(0, CHECKS.indexOf(command) + 1));
  });

  it('install the packages before anything is packaged', () => {
    expect(run('before-package')).toMatchObject({ status: 0, called: CHECKS.slice(0, 2) });
    const { called, status } = run('before-package', { failing: ['npm run --silent setup', 1] });
    expect([status === 0, called]).toEqual([false, CHECKS.slice(0, 2)]);
  });

  it('create agents and evaluations after the deployment and call a tool', () => {
    expect(run('after-deploy')).toMatchObject({ status: 0, called: FINISHES });
    expect(run('after-deploy', { failing: ['npm run --silent deploy:finish', 1] }).status).not.toBe(0);
  });
});

(pwsh ? it : it.skip)('the hooks are PowerShell without an error, where PWSH names it', () => {
  const script = `
    foreach ($file in 'infra/hooks/before-package.ps1', 'infra/hooks/before-provision.ps1', 'infra/hooks/after-deploy.ps1') {
      $errors = $null
      [void][System.Management.Automation.Language.Parser]::ParseFile((Resolve-Path $file), [ref]$null, [ref]$errors)
      $errors | ForEach-Object { "$file $_" }
    }`;
  const { status, text } = runWithFakes(pwsh ?? '', ['-NoProfile', '-NonInteractive', '-Command', script], {
    env: { DOTNET_ROLL_FORWARD: 'Major' },
  });
  expect([status, text]).toEqual([0, '']);
});
