import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { syntaxErrors } from './support/bicep-parser.ts';
import { type Template, templates } from './support/templates.ts';

let all: ReadonlyMap<string, Template>;
beforeAll(async () => {
  all = await templates();
});

const problems = (look: (template: Template) => readonly string[]) =>
  [...all.values()].flatMap((template) => look(template).map((problem) => `${template.file}: ${problem}`));

const isLocal = (source: string) => !source.includes(':');
const targetOf = (template: Template, source: string) =>
  all.get(path.join(path.dirname(template.file), source).split(path.sep).join('/'));

describe('the templates', () => {
  it('are there, and are Bicep', () => {
    expect(all.size).toBeGreaterThan(15);
    expect(problems(({ root }) => syntaxErrors(root))).toEqual([]);
  });

  it('use modules that exist: beside them, or public ones of exactly one version', () => {
    const bad = problems((template) =>
      template.modules
        .filter(({ source }) =>
          isLocal(source)
            ? !targetOf(template, source)
            : !/^br\/public:avm\/(res|ptn)\/[a-z/-]+:\d+\.\d+\.\d+$/.test(source),
        )
        .map(({ source }) => source),
    );
    expect(bad).toEqual([]);
  });

  it('give each other every parameter that is needed, and none that is unknown', () => {
    const bad = problems((template) =>
      template.modules.flatMap(({ symbol, source, params }) => {
        const target = targetOf(template, source);
        if (!target) return [];
        const known = new Set(target.params.map(({ name }) => name));
        const unknown = params
          .filter((name) => !known.has(name))
          .map((name) => `${symbol} gets ${name}, unknown to ${source}`);
        const missing = target.params
          .filter(({ name, required }) => required && !params.includes(name))
          .map(({ name }) => `${symbol} lacks ${name} of ${source}`);
        return [...unknown, ...missing];
      }),
    );
    expect(bad).toEqual([]);
  });

  it('read outputs that exist', () => {
    const bad = problems((template) =>
      template.modules.flatMap(({ symbol, source }) => {
        const target = targetOf(template, source);
        if (!target) return [];
        const read = template.root.text.matchAll(new RegExp(`\\b${symbol}(?:!|\\.\\?)?\\.?outputs\\.(\\w+)`, 'g'));
        return [...read].flatMap(([text, name = '']) => (target.outputs.includes(name) ? [] : [text]));
      }),
    );
    expect(bad).toEqual([]);
  });

  it('use every parameter they take, and no template is left over', () => {
    const unused = problems(({ root, params }) =>
      params
        .filter(({ name }) => (root.text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length < 2)
        .map(({ name }) => name),
    );
    expect(unused).toEqual([]);
    const used = [...all.values()].flatMap((template) =>
      [...template.root.text.matchAll(/'([^':]+\.bicep)'/g)].map(([, source = '']) => targetOf(template, source)?.file),
    );
    expect([...all.keys()].filter((file) => file !== 'infra/main.bicep' && !used.includes(file))).toEqual([]);
  });

  it('name one API version for each type of resource', () => {
    const versions = new Map<string, Set<string>>();
    for (const { resources } of all.values()) {
      for (const [type = '', version = ''] of [...resources.values()].map((each) => each.split('@'))) {
        versions.set(type, (versions.get(type) ?? new Set()).add(version));
      }
    }
    const nested = /^[a-zA-Z]+$/;
    const several = [...versions].filter(([type, set]) => !nested.test(type) && set.size > 1).map(([type]) => type);
    expect(several).toEqual([]);
    expect([...versions].filter(([type, set]) => !nested.test(type) && set.has('')).map(([type]) => type)).toEqual([]);
  });

  it('load files that exist', () => {
    const bad = problems(({ root, file }) =>
      [...root.text.matchAll(/load(?:Json|Text)Content\('([^']+)'/g)].flatMap(([, source = '']) =>
        existsSync(path.join(path.dirname(file), source)) ? [] : [source],
      ),
    );
    expect(bad).toEqual([]);
  });

  it('switch keys off wherever there are keys', () => {
    const off = {
      'storage-account': 'allowSharedKeyAccess: false',
      'database-account': 'disableLocalAuthentication: true',
    };
    const others = { 'search-service': 'disableLocalAuth: true', 'insights/component': 'disableLocalAuth: true' };
    const accounts = { "Microsoft.CognitiveServices/accounts@2025-06-01' =": 'disableLocalAuth: true' };
    const bad = problems(({ root }) =>
      Object.entries({ ...off, ...others, ...accounts }).flatMap(([resource, switched]) => {
        const count = (text: string) => root.text.split(text).length - 1;
        const made = count(resource.includes('@') ? `${resource} {` : `${resource}:`);
        return made > 0 && count(switched) < made ? [`${resource} without ${switched}`] : [];
      }),
    );
    expect(bad).toEqual([]);
  });
});

describe('the parameters of dev and prod', () => {
  const parameters = (kind: string) =>
    JSON.parse(readFileSync(`infra/environments/${kind}.json`, 'utf8')) as Record<string, unknown>;

  it('are the same ones, and every one is known to main.bicep and passed on', () => {
    const main = all.get('infra/main.bicep');
    const names = Object.keys(parameters('dev'));
    expect(Object.keys(parameters('prod'))).toEqual(names);
    expect(main?.params.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    const passed = readFileSync('infra/main.bicepparam', 'utf8');
    expect(names.filter((name) => !passed.includes(`chosen.${name}`))).toEqual([]);
  });

  it('give main.bicep everything it asks for', () => {
    const given = [...readFileSync('infra/main.bicepparam', 'utf8').matchAll(/^param (\w+)/gm)].map(([, name]) => name);
    const needed = all.get('infra/main.bicep')?.params.filter(({ required }) => required) ?? [];
    expect(given).toEqual(expect.arrayContaining(needed.map(({ name }) => name)));
  });

  it('keep prod private, redundant, watched and closed to whoever deploys', () => {
    expect(parameters('prod')).toMatchObject({ privateNetwork: true, zoneRedundant: true, operatorAccess: false });
  });
});
