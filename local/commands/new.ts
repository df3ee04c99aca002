import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ProxifiedObject as AnyObject, builders, generateCode, type ProxifiedModule, parseModule } from 'magicast';
import { SetupError } from '../../shared/core/setup-error.ts';
import { explainConfigFailure } from '../config/explain-config-failure.ts';
import { configFile } from '../config/load-config.ts';
import * as templates from './new-templates.ts';

type ProxifiedObject = AnyObject<Record<string, unknown>>;

const root = path.resolve(import.meta.dirname, '../..');
const KINDS = ['agent', 'tool', 'source', 'evaluation', 'job'] as const;
type Kind = (typeof KINDS)[number];

export interface NewOptions {
  /** Agent that gets the tool or the source; the first of the config by default. */
  readonly agent?: string;
}

/** Writes a commented file for a new part of the app and adds it to foundry.config.ts. */
export async function create(kindText: string, name: string, { agent }: NewOptions): Promise<number> {
  const kind = kindOf(kindText);
  const config = configFile(process.env);
  const module = await readConfig(config);
  const entries = configObject(module);
  const lines: string[] = [];
  if (kind === 'agent') lines.push(...addAgent(entries, name));
  else if (kind === 'tool') lines.push(...addTool(module, entries, name, agent, config));
  else if (kind === 'source') lines.push(...addSource(entries, name, agent));
  else if (kind === 'evaluation') addEvaluation(module, entries, name, config);
  else {
    console.log(writeJob(name));
    return 0;
  }
  writeFileSync(config, generateCode(module, { quote: 'single', trailingComma: true, lineTerminator: '\n' }).code);
  formatFile(config);
  for (const line of [...lines, `${path.relative(root, config)} has ${kind} "${name}".`, ...next(kind, name)])
    console.log(line);
  return 0;
}

function kindOf(text: string): Kind {
  const kind = KINDS.find((known) => known === text);
  if (kind === undefined)
    throw new SetupError(`There is no kind "${text}". Use ${KINDS.join(', ')}: \`npm run new -- tool get_weather\`.`);
  return kind;
}

function addAgent(config: ProxifiedObject, name: string): string[] {
  checkName(
    name,
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    'letters, digits and inner hyphens, at most 63 characters',
  );
  const tools = freeTools(config);
  put(section(config, 'agents'), name, templates.agent(name, tools), 'agent');
  if (tools.length === 0) return [];
  delete config.tools;
  return [`It may call ${tools.join(', ')}, which no agent had.`];
}

/** Returns the variables of the tools that no agent has, if the config lists nothing but variables there. */
function freeTools(config: ProxifiedObject): readonly string[] {
  const list = (config.tools ?? []) as Iterable<{ readonly $type?: string; readonly $name?: string } | undefined>;
  const names = [...list].map((item) => (item?.$type === 'identifier' ? item.$name : undefined));
  return names.every((name) => name !== undefined) ? names : [];
}

function addTool(
  module: ProxifiedModule,
  config: ProxifiedObject,
  name: string,
  agent: string | undefined,
  file: string,
): string[] {
  checkName(
    name,
    /^[a-z][a-z0-9_]{0,47}$/,
    'lower-case letters, digits and underscores, at most 48 characters: get_weather',
  );
  const folder = path.join(path.dirname(file) === root ? path.join(root, 'functions') : path.dirname(file), 'tools');
  const toolFile = path.join(folder, `${name.replaceAll('_', '-')}.ts`);
  if (existsSync(toolFile)) throw new SetupError(`${path.relative(root, toolFile)} exists. Choose another name.`);
  const variable = name.replace(/_+([a-z0-9])/g, (_text, letter: string) => letter.toUpperCase());
  const agents = section(config, 'agents');
  const owner = agent ?? Object.keys(agents)[0];
  if (agent !== undefined && agents[agent] === undefined)
    throw new SetupError(`foundry.config.ts has no agent "${agent}".`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(toolFile, templates.tool(name, variable, relative(toolFile, path.join(root, 'shared'))));
  module.imports.$prepend({ from: relative(file, toolFile), imported: variable, local: variable });
  const list = owner === undefined ? array(config, 'tools') : array(agents[owner] as ProxifiedObject, 'tools');
  list.push(builders.raw(variable));
  return [
    `Wrote ${path.relative(root, toolFile)}: change its description, parameters and handler.`,
    owner === undefined
      ? 'No agent calls it yet; it is served over HTTP and its queues.'
      : `The agent "${owner}" may call it.`,
  ];
}

function addSource(config: ProxifiedObject, name: string, agent: string | undefined): string[] {
  checkName(name, /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and inner hyphens');
  put(section(config, 'ingestion'), name, templates.source(name), 'source');
  const agents = section(config, 'agents');
  const owner = agent ?? Object.keys(agents)[0];
  if (owner === undefined) return ['No agent searches it yet.'];
  if (agents[owner] === undefined) throw new SetupError(`foundry.config.ts has no agent "${owner}".`);
  array(agents[owner] as ProxifiedObject, 'search').push(name);
  return [`The agent "${owner}" may search it.`];
}

function addEvaluation(module: ProxifiedModule, config: ProxifiedObject, name: string, file: string): void {
  checkName(
    name,
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    'letters, digits and inner hyphens, at most 63 characters',
  );
  if (!module.imports.$items.some(({ imported }) => imported === 'cron')) {
    module.imports.$append({
      from: relative(file, path.join(root, 'shared/evaluations/config/when.ts')),
      imported: 'cron',
      local: 'cron',
    });
  }
  const [agent] = Object.keys(section(config, 'agents'));
  put(section(config, 'evaluations'), name, templates.evaluation(name, agent), 'evaluation');
}

/** A job is a request, not a part of the config: its template is a file to send. */
function writeJob(name: string): string {
  checkName(name, /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, hyphens and underscores');
  const file = path.join(root, 'jobs', `${name}.jsonl`);
  if (existsSync(file)) throw new SetupError(`${path.relative(root, file)} exists. Choose another name.`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, templates.trainingRows());
  return `Wrote ${path.relative(root, file)}: replace its rows with examples of your own, at least ten.

Next
  npm run job -- fine-tune ${path.relative(root, file)} --model NAME --suffix ${name} --wait`;
}

async function readConfig(file: string): Promise<ProxifiedModule> {
  try {
    return parseModule(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SetupError(await explainConfigFailure(file, cause), { cause });
  }
}

function configObject(module: ProxifiedModule): ProxifiedObject {
  const exported: unknown = module.exports.default;
  const call = exported as { readonly $type?: string; readonly $args?: readonly ProxifiedObject[] } | undefined;
  const [config] = call?.$type === 'function-call' ? (call.$args ?? []) : [];
  if (config?.$type === 'object') return config;
  throw new SetupError(
    'foundry.config.ts has to end with `export default defineConfig({ ... })`, with the object written there.',
  );
}

function section(config: ProxifiedObject, name: string): ProxifiedObject {
  config[name] ??= {};
  return config[name] as ProxifiedObject;
}

function array(owner: ProxifiedObject, name: string): unknown[] {
  owner[name] ??= [];
  return owner[name] as unknown[];
}

function put(owner: ProxifiedObject, name: string, code: string, kind: string): void {
  if (owner[name] !== undefined)
    throw new SetupError(`foundry.config.ts has ${kind} "${name}" already. Choose another name.`);
  owner[name] = builders.raw(code);
}

function checkName(name: string, pattern: RegExp, rule: string): void {
  if (!pattern.test(name)) throw new SetupError(`"${name}" cannot be the name. Use ${rule}.`);
}

function relative(from: string, to: string): string {
  const specifier = path.relative(path.dirname(from), to).replaceAll(path.sep, '/');
  return specifier.startsWith('.') ? specifier : `./${specifier}`;
}

/** Formats the file; one that Biome cannot format stays as it is. */
function formatFile(file: string): void {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'check', '--write', '--vcs-enabled=false', '--log-level=error', file];
  spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' });
}

function next(kind: Kind, name: string): string[] {
  const declared =
    kind === 'tool' || kind === 'source'
      ? ['  npm run infra:sync          declares its queues or container for Azure']
      : [];
  const tries: Readonly<Record<Kind, string>> = {
    agent: `  npm run dev\n  npm run ask -- ${name} "Hello"`,
    tool: '  npm run dev                 and ask an agent that has it',
    source: '  npm run upload -- FILE      uploads a file to it',
    evaluation: `  npm run dev                 runs it when it is due
  curl -X POST http://localhost:7071/api/evaluations/${name}/run
                              runs it now`,
    job: '',
  };
  return ['', 'Next', ...declared, tries[kind]];
}
