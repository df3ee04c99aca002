import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { FEATURES, type ProgramResult } from './features.ts';

/** A process that runs the programs of one client and reports by lines on its standard output. */
export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Milliseconds for all programs of the client. */
  readonly limit: number;
}

/** Start of a line that reports; other lines are the client's own output. */
const REPORT = '@@ ';
/** Characters of standard error that a reason may quote. */
const QUOTED = 600;

type Report = { readonly plan: readonly ProgramResult[] } | { readonly result: ProgramResult };

/**
 * Runs the programs of a client in a process of their own. A program that was planned and did not report has failed, with the exit of
 * the process as its reason.
 */
export async function runPrograms({ command, args, env, cwd, limit }: ProgramCommand): Promise<ProgramResult[]> {
  const plan: ProgramResult[] = [];
  const results: ProgramResult[] = [];
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-QUOTED);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith(REPORT)) return;
    const report = JSON.parse(line.slice(REPORT.length)) as Report;
    if ('plan' in report) plan.push(...report.plan);
    else results.push(report.result);
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(child.pid);
  }, limit);
  const end = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === null ? `signal ${signal}` : `exit code ${code}`));
  });
  clearTimeout(timer);
  const reason = isLate ? `not finished after ${limit / 1000} s` : `the process ended with ${end}: ${errors.trim()}`;
  if (plan.length === 0) return [{ feature: FEATURES[0], program: 'starts', reason }];
  const reported = new Set(results.map(({ feature, program }) => `${feature}/${program}`));
  return [
    ...results,
    ...plan
      .filter(({ feature, program }) => !reported.has(`${feature}/${program}`))
      .map((planned) => ({ ...planned, reason })),
  ];
}

/** Ends a process and its children. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Maps items with at most `limit` calls at a time, and keeps their order. */
export async function mapBounded<In, Out>(
  items: readonly In[],
  limit: number,
  run: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await run(next[1]);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
