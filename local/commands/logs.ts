import { createReadStream, existsSync, statSync, watch } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { SetupError } from '../../shared/core/setup-error.ts';
import { CallLog } from '../output/call-log.ts';
import type { Topic } from '../output/topics.ts';
import { platformSettings } from '../platform/settings.ts';
import { deploymentLog } from './deployment-log.ts';
import { openTarget, type TargetOptions } from './target.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Bytes of the host's log that are searched for calls. */
const MAX_TAIL = 16 * 1024 * 1024;

export interface LogsOptions extends TargetOptions {
  readonly follow?: boolean;
  readonly only?: readonly Topic[];
  readonly id?: string;
  /** Calls to begin with. */
  readonly lines: number;
}

/** Shows the newest calls of the app, and with `follow` those to come. */
export async function logs(options: LogsOptions): Promise<number> {
  let buffer: string[] | undefined = [];
  const log = new CallLog({
    ...options,
    color: process.stdout.isTTY === true && !options.json,
    write: (text) => (buffer === undefined ? console.log(text) : void buffer.push(text)),
  });
  const showNewest = () => {
    for (const text of buffer?.slice(-options.lines) ?? []) console.log(text);
    buffer = undefined;
  };
  if (options.azure) {
    const read = await deploymentLog(openTarget(true));
    await read((line) => log.takeLine(line));
    showNewest();
    if (options.follow) await untilSignal(() => read((line) => log.takeLine(line)));
    return 0;
  }
  const file = path.join(platformSettings(root, process.env).state, 'logs/host.log');
  if (!existsSync(file))
    throw new SetupError(`There is no ${path.relative(process.cwd(), file)}. Start the platform with \`npm run dev\`.`);
  const { size } = statSync(file);
  for (const line of await readTail(file, size)) log.take(line);
  showNewest();
  if (options.follow) await follow(file, size, (line) => log.take(line));
  return 0;
}

/** Milliseconds between two queries of a deployment's log. Records arrive there after a minute or two. */
const AZURE_POLL_MS = 10_000;

/** Repeats a task until SIGINT or SIGTERM. */
async function untilSignal(task: () => Promise<void>): Promise<void> {
  const stopped = Promise.withResolvers<boolean>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.resolve(true));
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const pause = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), AZURE_POLL_MS);
    });
    const isStopped = await Promise.race([stopped.promise, pause]);
    clearTimeout(timer);
    if (isStopped) return;
    await task();
  }
}

async function readTail(file: string, size: number): Promise<readonly string[]> {
  const start = Math.max(0, size - MAX_TAIL);
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.subarray(0, bytesRead).toString('utf8').split('\n');
  } finally {
    await handle.close();
  }
}

/** Takes new lines of a file until a signal. */
async function follow(file: string, from: number, take: (line: string) => void): Promise<void> {
  let position = from;
  let rest = '';
  let reading = Promise.resolve();
  const read = async () => {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size < position) position = 0;
    if (size === position) return;
    for await (const chunk of createReadStream(file, { start: position, end: size - 1, encoding: 'utf8' }))
      rest += `${chunk}`;
    position = size;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
  const readSoon = () => {
    reading = reading.then(read);
  };
  const watcher = watch(file, readSoon);
  // Lines that were written since the first read.
  readSoon();
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  watcher.close();
  await reading;
}
