import { createReadStream, existsSync, readFileSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../shared/core/setup-error.ts';
import { CallLog } from '../output/call-log.ts';
import type { Topic } from '../output/topics.ts';
import { platformSettings } from '../platform/settings.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface LogsOptions {
  readonly follow?: boolean;
  readonly json?: boolean;
  readonly only?: readonly Topic[];
  readonly id?: string;
  /** Lines of the host's log to begin with. */
  readonly lines: number;
}

/** Shows the calls that the local host has logged, and with `follow` those to come. */
export async function logs(options: LogsOptions): Promise<number> {
  const file = path.join(platformSettings(root, process.env).state, 'logs/host.log');
  if (!existsSync(file))
    throw new SetupError(`There is no ${path.relative(process.cwd(), file)}. Start the platform with \`npm run dev\`.`);
  const log = new CallLog({
    ...options,
    color: process.stdout.isTTY === true && !options.json,
    write: (text) => console.log(text),
  });
  const take = (line: string) => {
    if (!options.json) log.take(line);
    else if (line.startsWith('{') && (options.id === undefined || line.includes(options.id))) console.log(line);
  };
  for (const line of readFileSync(file, 'utf8')
    .split('\n')
    .slice(-options.lines - 1))
    take(line);
  if (options.follow) await follow(file, take);
  return 0;
}

/** Takes new lines of a file until a signal. */
async function follow(file: string, take: (line: string) => void): Promise<void> {
  let position = statSync(file).size;
  let rest = '';
  let reading = Promise.resolve();
  const read = async () => {
    const { size } = statSync(file);
    if (size < position) position = 0;
    if (size === position) return;
    for await (const chunk of createReadStream(file, { start: position, end: size - 1, encoding: 'utf8' }))
      rest += `${chunk}`;
    position = size;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
  const watcher = watch(file, () => {
    reading = reading.then(read);
  });
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  watcher.close();
  await reading;
}
