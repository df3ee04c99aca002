import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { TENANT, type Template } from '../arm/template.ts';

const USER_STORAGE = path.resolve('infra/data/storage.json');

/** Storage of the fixture app: what the templates make does not depend on the user's configuration. */
const FIXTURE_STORAGE = path.resolve('test/fixture-app/storage.json');

const VERSION = /<BicepVersion>([\d.]+)</.exec(readFileSync('test/infra/tools/bicep.csproj', 'utf8'))?.[1] ?? '';

/** The Bicep CLI: BICEP_CLI, or the NuGet package that `node test/infra/tools/install-bicep.mjs` restores. */
export function bicepCli(): string | undefined {
  if (process.env.BICEP_CLI) return process.env.BICEP_CLI;
  const packages = process.env.NUGET_PACKAGES ?? path.join(homedir(), '.nuget/packages');
  if (!existsSync(packages)) return undefined;
  const names = readdirSync(packages).filter((name) => name.startsWith('azure.bicep.commandline.'));
  return names
    .flatMap((name) => ['bicep', 'bicep.exe'].map((file) => path.join(packages, name, VERSION, 'tools', file)))
    .find((file) => existsSync(file));
}

/** The CLI takes seconds for each mode, and longer on a busy machine. */
jest.setTimeout(600_000);

/** `describe` where the Bicep CLI is installed; elsewhere a skipped group that says what is missing. */
export const describeWithBicep: (name: string, tests: () => void) => void =
  bicepCli() === undefined
    ? (name, tests) =>
        describe.skip(
          `${name} (skipped: no Bicep CLI; run \`node test/infra/tools/install-bicep.mjs\` or set BICEP_CLI)`,
          tests,
        )
    : describe;

/**
 * Runs the Bicep CLI in a folder with a copy of infra/ and returns what it writes to standard output; warnings of the compiler are errors here.
 * @param declaration the file that stands for infra/data/storage.json
 */
export function bicep(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  declaration = FIXTURE_STORAGE,
): string {
  const home = { HOME: process.env.HOME ?? '', PATH: process.env.PATH ?? '' };
  return execFileSync(bicepCli() ?? 'bicep', args, {
    cwd: templateFolder(declaration),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...home, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Results of earlier runs on this machine, because each run of the CLI takes seconds. */
const CACHE = path.join(tmpdir(), 'foundry-functions-bicep');

const hashes = new Map<string, string>();

/** A hash of everything under infra/, with a storage declaration of the tests in place of the user's, and of the CLI's version. */
function sourceHash(declaration: string): string {
  const known = hashes.get(declaration);
  if (known !== undefined) return known;
  const hash = createHash('sha256').update(bicepCli() ?? '');
  for (const file of globSync('infra/**/*.{bicep,bicepparam,json,kql}').sort())
    hash.update(file).update(readFileSync(path.resolve(file) === USER_STORAGE ? declaration : file));
  const digest = hash.digest('hex');
  hashes.set(declaration, digest);
  return digest;
}

/** Makes a file or a folder once, also when several processes want it at the same time. */
function makeOnce(target: string, make: (draft: string) => void): void {
  if (existsSync(target)) return;
  mkdirSync(CACHE, { recursive: true });
  const draft = `${target}.${process.pid}`;
  make(draft);
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

/** A folder with a copy of infra/ that holds a storage declaration of the tests. */
function templateFolder(declaration: string): string {
  const folder = path.join(CACHE, `templates-${sourceHash(declaration)}`);
  makeOnce(folder, (draft) => {
    cpSync('infra', path.join(draft, 'infra'), { recursive: true });
    copyFileSync(declaration, path.join(draft, 'infra/data/storage.json'));
  });
  return folder;
}

/** Runs `work` once for each state of infra/ and each `key`, on this machine. */
function kept(key: string, work: () => string, declaration = FIXTURE_STORAGE): string {
  const name = createHash('sha256').update(sourceHash(declaration)).update(key).digest('hex');
  const file = path.join(CACHE, name);
  makeOnce(file, (draft) => writeFileSync(draft, work()));
  return readFileSync(file, 'utf8');
}

const templates = new Map<string, Template>();

/**
 * The compiled main.bicep.
 * @param declaration the file that stands for infra/data/storage.json
 */
export function mainTemplate(declaration = FIXTURE_STORAGE): Template {
  const known = templates.get(declaration);
  if (known !== undefined) return known;
  const build = () => bicep(['build', 'infra/main.bicep', '--stdout'], {}, declaration);
  const template = JSON.parse(kept('build', build, declaration)) as Template;
  templates.set(declaration, template);
  return template;
}

/** The parameters that main.bicepparam gives with an environment, by name. */
export function mainParameters(env: Readonly<Record<string, string>>): Record<string, unknown> {
  const built = kept(`params ${JSON.stringify(env)}`, () =>
    bicep(['build-params', 'infra/main.bicepparam', '--stdout'], env),
  );
  const { parametersJson } = JSON.parse(built) as { readonly parametersJson: string };
  const { parameters } = JSON.parse(parametersJson) as {
    readonly parameters: Record<string, { readonly value: unknown }>;
  };
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
}

/** A resource as `bicep snapshot` predicts it. */
export interface Predicted {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly [property: string]: unknown;
}

export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';

/** Every resource that a deployment with an environment would create, by the Bicep CLI itself. */
export function snapshot(env: Readonly<Record<string, string>>): readonly Predicted[] {
  const { predictedResources, diagnostics } = JSON.parse(
    kept(`snapshot ${JSON.stringify(env)}`, () => writeSnapshot(env)),
  ) as { readonly predictedResources: readonly Predicted[]; readonly diagnostics: readonly unknown[] };
  if (diagnostics.length > 0) throw new Error(`The Bicep CLI reports ${JSON.stringify(diagnostics)}.`);
  return predictedResources;
}

function writeSnapshot(env: Readonly<Record<string, string>>): string {
  // The CLI writes the snapshot beside the parameter file: a folder of its own, so that tests can run at the same time.
  const folder = mkdtempSync(path.join(tmpdir(), 'snapshot-'));
  try {
    const infra = path.join(templateFolder(FIXTURE_STORAGE), 'infra');
    for (const name of readdirSync(infra)) symlinkSync(path.join(infra, name), path.join(folder, name));
    const file = path.join(folder, 'main.bicepparam');
    const ids = ['--tenant-id', TENANT, '--subscription-id', SUBSCRIPTION, '--location', 'swedencentral'];
    bicep(['snapshot', file, '--mode', 'overwrite', ...ids, '--deployment-name', 'main'], env);
    return readFileSync(path.join(folder, 'main.snapshot.json'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
