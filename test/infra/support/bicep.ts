import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
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

/** Runs the Bicep CLI and returns what it writes to standard output; warnings of the compiler are errors here. */
export function bicep(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const home = { HOME: process.env.HOME ?? '', PATH: process.env.PATH ?? '' };
  return execFileSync(bicepCli() ?? 'bicep', args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...home, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

let sources: string | undefined;

/** A hash of everything under infra/ and of the CLI's version: results of the CLI are kept by it, because each run takes seconds. */
function sourceHash(): string {
  if (sources === undefined) {
    const hash = createHash('sha256').update(bicepCli() ?? '');
    for (const file of globSync('infra/**/*.{bicep,bicepparam,json,kql}').sort())
      hash.update(file).update(readFileSync(file));
    sources = hash.digest('hex');
  }
  return sources;
}

/** Runs `work` once for each state of infra/ and each `key`, on this machine. */
function kept(key: string, work: () => string): string {
  const folder = path.join(tmpdir(), 'foundry-functions-bicep');
  const name = createHash('sha256').update(sourceHash()).update(key).digest('hex');
  const file = path.join(folder, name);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const result = work();
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, result);
  renameSync(draft, file);
  return result;
}

let compiled: Template | undefined;

/** The compiled main.bicep. */
export function mainTemplate(): Template {
  compiled ??= JSON.parse(kept('build', () => bicep(['build', 'infra/main.bicep', '--stdout']))) as Template;
  return compiled;
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
    for (const name of readdirSync('infra')) symlinkSync(path.resolve('infra', name), path.join(folder, name));
    const file = path.join(folder, 'main.bicepparam');
    const ids = ['--tenant-id', TENANT, '--subscription-id', SUBSCRIPTION, '--location', 'swedencentral'];
    bicep(['snapshot', file, '--mode', 'overwrite', ...ids, '--deployment-name', 'main'], env);
    return readFileSync(path.join(folder, 'main.snapshot.json'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
