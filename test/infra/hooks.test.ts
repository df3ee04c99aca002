import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const HOOKS = ['before-package', 'before-provision', 'after-deploy'];
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** The npm scripts and programs that a hook runs, in order, for either shell. */
function commandsOf(file: string): readonly string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => /(?:npm run|node infra|azd env set) [\w./: -]*[\w./:-]/.exec(line)?.[0].trim() ?? []);
}

describe.each(HOOKS)('the hook %s', (hook) => {
  it('does the same in sh and in PowerShell', () => {
    const sh = commandsOf(`infra/hooks/${hook}.sh`);
    expect(sh.length).toBeGreaterThan(0);
    expect(commandsOf(`infra/hooks/${hook}.ps1`)).toEqual(sh);
  });

  it('runs scripts that exist', () => {
    const required = commandsOf(`infra/hooks/${hook}.sh`)
      .filter((command) => command.startsWith('npm run'))
      .map((command) => command.split(' ').at(-1) ?? '');
    expect(required.filter((name) => !packageJson.scripts[name])).toEqual([]);
  });

  it('is named by azure.yaml for both, and is sh that a shell can read', () => {
    const azure = readFileSync('azure.yaml', 'utf8');
    for (const ending of ['sh', 'ps1']) {
      expect(existsSync(`infra/hooks/${hook}.${ending}`)).toBe(true);
      expect(azure).toContain(`infra/hooks/${hook}.${ending}`);
    }
    expect(() => execFileSync('sh', ['-n', `infra/hooks/${hook}.sh`], { stdio: 'pipe' })).not.toThrow();
  });

  it('stops at the first failing command in PowerShell, too', () => {
    const lines = readFileSync(`infra/hooks/${hook}.ps1`, 'utf8').split('\n');
    const runs = lines.flatMap((line, at) => (/^\s*(npm run|node )/.test(line) ? [lines[at + 1]] : []));
    expect(runs.length).toBeGreaterThan(0);
    expect(new Set(runs)).toEqual(new Set(['if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }']));
  });
});
