import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

/**
 * Kinds of isolation of the Python code of requests from the machine, strongest first. `bubblewrap` and `namespaces` (Linux: user, mount, network and
 * process namespaces): no network, no files but the interpreter's and a folder of its own. `limits`: limits of memory, processor time,
 * and file size only.
 */
export type IsolationKind = 'bubblewrap' | 'namespaces' | 'limits';

export interface Isolation {
  readonly kind: IsolationKind;
  /** Returns the command that runs `command` with these arguments in a folder that it may write. */
  wrap(command: string, args: readonly string[], folder: string): readonly [command: string, ...args: string[]];
}

const LIMITS: Isolation = { kind: 'limits', wrap: (command, args) => [command, ...args] };

/** Sentences for start-up messages and docs. */
const ISOLATION_TEXT: Readonly<Record<IsolationKind, string>> = {
  bubblewrap: 'isolated by bubblewrap: no network, no files but Python and a temporary folder',
  namespaces: 'isolated by Linux namespaces: no network, no files but Python and a temporary folder',
  limits:
    'NOT isolated, with your rights, files, and network; only memory, processor time, and file size are limited. Linux with bubblewrap, or with unshare and user namespaces, isolates it',
};

/** Milliseconds that a trial of one kind may take. */
const TRIAL_MS = 10_000;
/** Folders of the system that an interpreter needs, as far as they exist. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/etc/alternatives', '/etc/ld.so.cache'];
const DEVICES = ['/dev/null', '/dev/zero', '/dev/urandom'];
/** Folders over which the new root is mounted, in the process's own mount namespace. */
const MOUNT_POINTS = ['/mnt', '/media', '/srv'];
/** Prints what the interpreter needs beside the system's folders. */
const PROBE = 'import sys; print(sys.executable); print(sys.base_prefix); print(sys.prefix)';

const found = new Map<string, Promise<Isolation>>();

/** Finds the strongest isolation that works on this machine, by trying it. The result is kept for each interpreter. */
export function isolationFor(command: string): Promise<Isolation> {
  const known = found.get(command);
  if (known) return known;
  const finding = find(command);
  found.set(command, finding);
  return finding;
}

/** Logs how Python code of requests is kept away from the machine, where a setting allows such code. */
export async function logIsolation(settings: Settings, log: Log): Promise<void> {
  if (settings.FOUNDRY_PYTHON_GRADERS !== 'on' && settings.FOUNDRY_CODE_INTERPRETER !== 'on') return;
  const { kind } = await isolationFor(settings.FOUNDRY_PYTHON ?? 'python3');
  log[kind === 'limits' ? 'warn' : 'info'](`Python code of requests is ${ISOLATION_TEXT[kind]}.`);
}

async function find(command: string): Promise<Isolation> {
  if (process.platform !== 'linux') return LIMITS;
  const [executable = '', ...prefixes] = (await output([command, '-I', '-c', PROBE])).trim().split('\n');
  if (executable === '') return LIMITS;
  const needs = [
    ...SYSTEM,
    ...[path.dirname(executable), path.dirname(realpathSync(executable)), ...prefixes].filter(isElsewhere),
  ];
  const readable = [...new Set(needs)].filter((folder) => existsSync(folder));
  for (const isolation of [bubblewrap(executable, readable), namespaces(executable, readable)]) {
    const trial = isolation?.wrap(command, ['-I', '-c', 'print("isolated")'], process.cwd());
    if (isolation && trial && (await output(trial)).trim() === 'isolated') return isolation;
  }
  return LIMITS;
}

const isElsewhere = (folder: string): boolean =>
  !SYSTEM.some((system) => folder === system || folder.startsWith(`${system}/`));

function bubblewrap(executable: string, readable: readonly string[]): Isolation {
  const binds = readable.flatMap((folder) => ['--ro-bind', folder, folder]);
  return {
    kind: 'bubblewrap',
    wrap: (_, args, folder) => [
      'bwrap',
      ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
      ...binds,
      ...['--dev', '/dev', '--tmpfs', '/tmp', '--bind', folder, folder, '--chdir', folder],
      ...[executable, ...args],
    ],
  };
}

/**
 * Builds a root of its own, changes to it, and gives up every capability. Arguments: mount point, folder to write, read-only folders up to
 * `--`, command. `umount` itself needs /proc, which goes last.
 */
const BUILD_ROOT = `
set -e
root="$1"; work="$2"; shift 2
mount -t tmpfs -o size=1m,mode=755 none "$root"
while [ "$1" != "--" ]; do
  if [ -L "$1" ]; then mkdir -p "$root$(dirname "$1")"; cp -P "$1" "$root$1"
  else
    if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root$(dirname "$1")"; : > "$root$1"; fi
    mount --bind "$1" "$root$1"
    case "$1" in /dev/*) ;; *) mount -o remount,bind,ro,nosuid "$root$1" ;; esac
  fi
  shift
done
shift
mkdir -p "$root/tmp" "$root/old" "$root/proc"
mount --rbind /proc "$root/proc"
mount -t tmpfs -o size=64m,mode=1777 none "$root/tmp"
mkdir -p "$root$work"
mount --bind "$work" "$root$work"
mount -o remount,ro "$root"
cd "$root"
pivot_root . old
umount -l /old
umount -l /proc
cd "$work"
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
`;

function namespaces(executable: string, readable: readonly string[]): Isolation | undefined {
  const mountPoint = MOUNT_POINTS.find((folder) => existsSync(folder));
  if (mountPoint === undefined) return undefined;
  return {
    kind: 'namespaces',
    wrap: (_, args, folder) => [
      'unshare',
      ...['--user', '--map-root-user', '--mount', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child'],
      ...['sh', '-c', BUILD_ROOT, 'sh', mountPoint, folder, ...readable, ...DEVICES, '--', executable, ...args],
    ],
  };
}

/** Returns what a command writes, or nothing when it fails. */
function output([command, ...args]: readonly [string, ...string[]]): Promise<string> {
  return new Promise((resolve) => {
    const env = { PATH: searchPath() };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), TRIAL_MS);
    const done = (text: string) => {
      clearTimeout(timer);
      resolve(text);
    };
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once('error', () => done(''));
    child.once('close', (code) => done(code === 0 ? text : ''));
  });
}

/** `pivot_root` is in a folder that not every user's PATH has. */
export const searchPath = (): string =>
  [process.env.PATH ?? '', '/usr/sbin', '/sbin'].filter(Boolean).join(path.delimiter);
