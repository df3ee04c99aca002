import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The commands that a script called, in order, its exit code and its output. */
export interface Ran {
  readonly called: readonly string[];
  readonly status: number | null;
  readonly text: string;
}

export interface FakeRun {
  /** The command that fails, as it is called, and with which exit code. */
  readonly failing?: readonly [command: string, code: number];
  /** Commands that are not on this machine. */
  readonly missing?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const COMMANDS = ['node', 'npm', 'azd', 'az'];

/** Runs a script where `node`, `npm`, `azd` and `az` only write down that they were called: nothing leaves this machine, nothing is changed. */
export function runWithFakes(
  command: string,
  args: readonly string[],
  { failing, missing = [], env = {} }: FakeRun,
): Ran {
  const folder = mkdtempSync(path.join(tmpdir(), 'fakes-'));
  const log = path.join(folder, 'called');
  const [name = '', code = 0] = failing ?? [];
  try {
    for (const fake of COMMANDS.filter((one) => !missing.includes(one))) {
      const file = path.join(folder, fake);
      const line = `"${fake}$([ $# -gt 0 ] && printf ' %s' "$@")"`;
      writeFileSync(
        file,
        `#!/bin/sh\nsaid=${line}\necho "$said" >> '${log}'\n[ "$said" != '${name}' ] || exit ${code}\n`,
      );
      chmodSync(file, 0o755);
    }
    // The tools of the system that the scripts use besides, and no other node.
    const PATH = `${folder}:${toolsOfTheSystem(folder)}`;
    const { status, stdout, stderr } = spawnSync(command, args, {
      encoding: 'utf8',
      env: { HOME: folder, PATH, ...env },
    });
    const called = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
    return { called, status, text: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder with links to nothing but these. PowerShell, where it is a tool of .NET, needs `dotnet`. */
function toolsOfTheSystem(folder: string): string {
  const tools = path.join(folder, 'tools');
  mkdirSync(tools);
  for (const tool of ['sh', 'date', 'dirname', 'dotnet']) {
    const { stdout } = spawnSync('which', [tool], { encoding: 'utf8' });
    if (stdout !== '') symlinkSync(stdout.trim(), path.join(tools, tool));
  }
  return tools;
}
