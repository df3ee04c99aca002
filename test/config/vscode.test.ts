import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Launch {
  readonly configurations: readonly {
    readonly name: string;
    readonly request: string;
    readonly runtimeExecutable?: string;
    readonly runtimeArgs?: readonly string[];
    readonly program?: string;
    readonly args?: readonly string[];
    readonly port?: number;
    readonly outFiles?: readonly string[];
  }[];
  readonly compounds: readonly { readonly name: string; readonly configurations: readonly string[] }[];
}
interface Tasks {
  readonly tasks: readonly { readonly type: string; readonly script?: string }[];
}

/** Stands for the root of the repository. */
const WORKSPACE = `\${workspaceFolder}/`;

/** Reads JSON with comments that have a line of their own. */
const read = (name: string): unknown =>
  JSON.parse(readFileSync(path.join('.vscode', name), 'utf8').replaceAll(/^\s*\/\/.*$/gm, ''));

const launch = read('launch.json') as Launch;
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Record<string, string> };
const configuration = (name: string) => launch.configurations.find((each) => each.name === name);

describe('the launch configurations of VS Code', () => {
  it('run npm scripts, programs and configuration files that exist', () => {
    const npm = launch.configurations.filter(({ runtimeExecutable }) => runtimeExecutable === 'npm');
    expect(npm.length).toBeGreaterThan(0);
    for (const { runtimeArgs = [] } of npm) expect(Object.keys(scripts)).toContain(runtimeArgs[1]);
    const files = launch.configurations.flatMap(({ runtimeExecutable, program, args = [] }) =>
      [runtimeExecutable, program, args[args.indexOf('--config') + 1]].filter((text) => text?.includes('/')),
    );
    expect(files.length).toBeGreaterThanOrEqual(3);
    const paths = files.map((file = '') => file.replace(WORKSPACE, '')).filter((file) => !file.includes('$'));
    expect(paths.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('attach to the port that npm run dev opens with or without --inspect', () => {
    const { runtimeArgs = [] } = configuration('Platform (npm run dev)') ?? {};
    const opened = Number(runtimeArgs[runtimeArgs.indexOf('--inspect') + 1]);
    const byDefault = /DEFAULT_INSPECTOR_PORT = (\d+)/.exec(readFileSync('local/commands/dev.ts', 'utf8'))?.[1];
    expect(opened).toBe(Number(byDefault));
    expect(configuration('Attach to the app')).toMatchObject({ request: 'attach', port: opened });
  });

  it('map breakpoints by the files that npm run dev builds', () => {
    const folder = /'(dist\/local)'/.exec(readFileSync('local/build/dev-build.ts', 'utf8'))?.[1];
    expect(configuration('Attach to the app')?.outFiles).toEqual([`${WORKSPACE}${folder}/**/*.cjs`]);
  });

  it('combine configurations that exist', () => {
    const names = launch.configurations.map(({ name }) => name);
    const combined = launch.compounds.flatMap(({ configurations }) => configurations);
    expect(combined.length).toBeGreaterThan(0);
    expect(combined.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are those that docs/development.md names', () => {
    const docs = readFileSync('docs/development.md', 'utf8');
    const names = ['Platform and debugger', 'Attach to the app', 'Debug this test file'];
    expect(names.filter((name) => !docs.includes(`**${name}**`))).toEqual([]);
    const known = [...launch.configurations, ...launch.compounds].map(({ name }) => name);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('the tasks of VS Code', () => {
  it('run npm scripts that exist', () => {
    const { tasks } = read('tasks.json') as Tasks;
    const named = tasks.filter(({ type }) => type === 'npm').map(({ script = '' }) => script);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});
