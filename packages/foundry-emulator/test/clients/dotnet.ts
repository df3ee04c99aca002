import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const projectFolder = (project: string): string => path.join(import.meta.dirname, 'programs/dotnet', project);

/** The built program of a project. */
export const dotnetProgram = (project: string): string => path.join(projectFolder(project), 'bin', `${project}.dll`);

/** Characters of the compiler's output that a reason quotes. */
const QUOTED = 600;

/** Returns the reason why programs of .NET cannot run here, if there is one. */
export function dotnetProblem(): string | undefined {
  const { status } = spawnSync('dotnet', ['--version'], { encoding: 'utf8' });
  return status === 0 ? undefined : 'the .NET SDK (dotnet) is not installed';
}

/** Builds a project. Returns the end of the compiler's output if the build failed. */
export function buildDotnet(project: string): string | undefined {
  process.stderr.write(`Building the .NET programs "${project}" ...\n`);
  const { status, stdout, error } = spawnSync(
    'dotnet',
    ['build', projectFolder(project), '--output', path.dirname(dotnetProgram(project)), '--nologo', '-v', 'q'],
    {
      encoding: 'utf8',
      env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1' },
    },
  );
  if (status === 0) return undefined;
  return `dotnet build of "${project}" failed: ${error?.message ?? stdout.slice(-QUOTED).trim()}`;
}

/** Returns the versions that a project file names, as `name@version`. */
export function dotnetVersions(project: string, packages: readonly string[]): string[] {
  const file = readFileSync(path.join(projectFolder(project), `${project}.csproj`), 'utf8');
  return packages.map((name) => {
    const version = new RegExp(`Include="${name.replaceAll('.', '\\.')}" Version="([^"]+)"`).exec(file)?.[1];
    return `${name}@${version ?? '?'}`;
  });
}
