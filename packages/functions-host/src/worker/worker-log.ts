import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Level, Log } from '../core/log.ts';
import type { FromWorker } from './protocol.ts';

/** Logs a line of the app under the real host's category. */
export function logFromWorker(log: Log, line: Extract<FromWorker, { kind: 'log' }>): void {
  if (line.level === 'none') return;
  const level: Level = line.level;
  const category =
    line.functionName === undefined
      ? 'Worker'
      : `Function.${line.functionName}${line.category === 'user' ? '.User' : ''}`;
  log.for(category)[level](line.message, { function: line.functionName, invocationId: line.invocationId });
}

/** Logs the app's console output line by line. */
export function logConsole(log: Log, { stdout, stderr }: ChildProcess): void {
  const console = log.for('Host.Function.Console');
  if (stdout) createInterface({ input: stdout }).on('line', (line) => console.information(line));
  if (stderr) createInterface({ input: stderr }).on('line', (line) => console.error(line));
}
