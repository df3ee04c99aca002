import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, 'programs/dotnet');

/** The built program; its argument is the client. */
export const DOTNET_PROGRAM = path.join(folder, 'bin/programs.dll');

const QUOTED = 600;

/** Returns the reason why programs of .NET cannot run here, if there is one. */
export function dotnetProblem(): string | undefined {
  const { status } = spawnSync('dotnet', ['--version'], { encoding: 'utf8' });
  return status === 0 ? undefined : 'the .NET SDK (dotnet) is not installed';
}

/** Builds the programs. Returns what went wrong, if something did. */
export function buildDotnet(): string | undefined {
  process.stderr.write('Building the programs of .NET ...\n');
  const { status, stdout } = spawnSync(
    'dotnet',
    ['build', folder, '--output', path.dirname(DOTNET_PROGRAM), '--nologo'],
    {
      encoding: 'utf8',
    },
  );
  return status === 0 ? undefined : `dotnet build failed: ${stdout.slice(-QUOTED)}`;
}

/** Returns the versions that the project file names, as `name@version`. */
export function dotnetVersions(packages: readonly string[]): string[] {
  const project = readFileSync(path.join(folder, 'programs.csproj'), 'utf8');
  return packages.map((name) => {
    const version = new RegExp(`Include="${name.replaceAll('.', '\\.')}" Version="([^"]+)"`).exec(project)?.[1];
    return `${name}@${version ?? '?'}`;
  });
}
