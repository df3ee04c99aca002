import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import models from '../../infra/models.json' with { type: 'json' };
import list from '../../infra/parameters.json' with { type: 'json' };
import config from '../fixture-app/foundry.config.ts';
import { describeWithBicep, mainParameters } from './support/bicep.ts';
import { MODES } from './support/modes.ts';

const names = Object.keys(list.parameters);
/** Read by azd, the hooks or deploy:check, and no parameter of the templates. */
/** Read after a deployment only. */
const OF_COMMANDS = ['SKIP_AFTER_DEPLOY', 'TOOLS_CONNECTION'];
const NOT_IN_TEMPLATES = ['AZURE_SUBSCRIPTION_ID', ...OF_COMMANDS];

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly env?: Readonly<Record<string, string>> }>>;
}
const workflow = (name: string) => parse(readFileSync(`.github/workflows/${name}.yml`, 'utf8')) as Workflow;

/** The environment of a job when the variables of GitHub have the values of a laptop's azd environment; unset ones are empty. */
function environmentOf(job: Readonly<Record<string, string>>, laptop: Readonly<Record<string, string>>) {
  const values = Object.entries(job).map(([name, value]) => {
    const [, variable] = /^\$\{\{ vars\.(\w+) \}\}$/.exec(value) ?? [];
    return [name, variable === undefined ? value : (laptop[variable] ?? '')];
  });
  return Object.fromEntries(values) as Record<string, string>;
}

describe('the parameters of a deployment', () => {
  it('are those of infra/parameters.json in main.bicepparam', () => {
    const text = readFileSync('infra/main.bicepparam', 'utf8');
    const read = [...text.matchAll(/readEnvironmentVariable\('(\w+)'/g)].map(([, name = '']) => name);
    expect([...read, ...NOT_IN_TEMPLATES].sort()).toEqual([...names].sort());
  });

  it('are all passed by deploy.yml and by the what-if of infra.yml', () => {
    const deploy = Object.keys(workflow('deploy').jobs.deploy?.env ?? {});
    expect(deploy.filter((name) => name !== 'PACKAGE').sort()).toEqual([...names].sort());
    const whatIf = Object.keys(workflow('infra').jobs['what-if']?.env ?? {});
    expect(whatIf.sort()).toEqual(names.filter((name) => !OF_COMMANDS.includes(name)).sort());
  });

  it('are described in docs/deployment.md', () => {
    const docs = readFileSync('docs/deployment.md', 'utf8');
    expect(names.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('infra/models.json', () => {
  it('has every model that an agent of the fixture app names', () => {
    const deployed = models.deployments.map(({ name }) => name);
    const named = Object.values(config.agents).map(({ model }) => model);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !deployed.includes(name))).toEqual([]);
  });

  it('has no model that its own source says is retired', () => {
    for (const { retires, lookedUp } of models.deployments) expect(retires > lookedUp).toBe(true);
  });
});

describeWithBicep('a deployment from GitHub', () => {
  const job = workflow('deploy').jobs.deploy?.env ?? {};

  const modes = MODES.filter(({ name }) => /^(dev-standard|prod-existing-(foundry|network-stores))$/.test(name));

  it.each(modes)('has the parameters of a deployment from a laptop ($name)', ({ env }) => {
    const laptop = { ...env, AZURE_PRINCIPAL_TYPE: 'ServicePrincipal', APP_SETTINGS: '{"LOG_CONTENT":"false"}' };
    const { PACKAGE, ...github } = environmentOf(job, laptop);
    expect(PACKAGE).toMatch(/^package-/);
    expect(mainParameters(github)).toEqual(mainParameters(laptop));
  });
});
