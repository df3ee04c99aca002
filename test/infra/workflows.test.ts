import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly 'timeout-minutes'?: number; readonly steps: readonly Step[] }>>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

const workflows = globSync('.github/workflows/*.yml')
  .sort()
  .map((file) => ({
    name: path.basename(file, '.yml'),
    text: readFileSync(file, 'utf8'),
    workflow: parse(readFileSync(file, 'utf8')) as Workflow,
  }));
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

describe('the workflows', () => {
  it('are three', () => {
    expect(workflows.map(({ name }) => name)).toEqual(['deploy', 'infra', 'verify']);
  });

  it.each(workflows)('$name keeps no secret, may only read, and does not run for ever', ({ text, workflow }) => {
    expect(text).not.toMatch(/secrets\./);
    expect(workflow.permissions?.contents).toBe('read');
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  it.each(workflows)('$name puts nothing that a stranger writes into a command', ({ workflow }) => {
    const risky = stepsOf(workflow).filter(({ run }) =>
      /\$\{\{\s*(github\.event|github\.head_ref|inputs)/.test(run ?? ''),
    );
    expect(risky).toEqual([]);
  });

  it('use actions by commit, with the version beside it: a tag may be moved', () => {
    const used = workflows.flatMap(({ text }) => [...text.matchAll(/uses: (.*)$/gm)].map(([, action = '']) => action));
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
    // One version of each.
    expect(new Set(used).size).toBe(new Set(used.map((action) => action.split('@')[0])).size);
  });

  it('ask the registry for known flaws of what is deployed', () => {
    const verify = workflows.find(({ name }) => name === 'verify');
    expect(stepsOf(verify?.workflow ?? { jobs: {} }).map(({ run }) => run)).toContain(
      'npm audit --omit=dev --audit-level=high',
    );
  });

  it('name files of this repository that are there', () => {
    const named = workflows.flatMap(({ workflow }) =>
      stepsOf(workflow).flatMap(({ run }) => run?.match(/(?:test\/infra|infra|\.ci)\/[\w./-]+/g) ?? []),
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('let deploy and what-if sign in by federated identity', () => {
    for (const name of ['deploy', 'infra']) {
      expect(workflows.find((each) => each.name === name)?.text).toMatch(/id-token: write/);
    }
  });
});
