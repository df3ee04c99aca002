import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { newId } from '../../core/ids.ts';
import type { FileStore, Received } from '../files/file-store.ts';
import type { RequestCounts, TokenUsage } from './batch.ts';
import { type BatchRequest, requestsOf } from './batch-request.ts';
import type { RequestAnswer } from './send-request.ts';

/** Results of a batch: the bytes of its files, which do not belong to file objects yet. */
export interface BatchResults {
  readonly counts: RequestCounts;
  readonly usage: TokenUsage;
  readonly output?: Received;
  readonly errors?: Received;
}

/** Why the remaining requests are not sent, as the error code and message of their lines. */
export interface Stop {
  readonly code: 'batch_cancelled' | 'batch_expired';
  readonly message: string;
}

export interface BatchTask {
  readonly fileStore: FileStore;
  readonly inputFile: string;
  readonly total: number;
  send(body: Record<string, unknown>): Promise<RequestAnswer>;
  /** Asked before each group of requests. */
  stopped(): Stop | undefined;
  progress(counts: RequestCounts): void;
}

/** Requests that are sent at once. */
const AT_ONCE = 8;

/** Sends the requests of a batch, and writes the answers to an output and an error file in the order of the input. */
export async function executeBatch(task: BatchTask): Promise<BatchResults> {
  const { fileStore, inputFile, total } = task;
  const errors: string[] = [];
  const usage = { input: 0, output: 0 };
  let completed = 0;

  const outputs = async function* () {
    for await (const requests of groupsOf(requestsOf(fileStore.read(inputFile)))) {
      // Other requests are served between two groups.
      await nextTurn();
      const stop = task.stopped();
      const answers = stop ? [] : await Promise.all(requests.map(({ body }) => task.send(body)));
      for (const [index, { customId }] of requests.entries()) {
        const response = answers[index] ?? null;
        const line = `${JSON.stringify({ id: newId('batch_req'), custom_id: customId, response, error: stop ?? null })}\n`;
        if (!response || response.status_code >= 400) {
          errors.push(line);
          continue;
        }
        completed += 1;
        count(usage, response.body.usage);
        yield line;
      }
      task.progress({ total, completed, failed: errors.length });
    }
  };
  const output = await stored(fileStore, outputs());
  try {
    const counts = { total, completed, failed: errors.length };
    const failures = await stored(fileStore, errors);
    return { counts, usage, ...(output ? { output } : {}), ...(failures ? { errors: failures } : {}) };
  } catch (error) {
    await output?.drop();
    throw error;
  }
}

async function* groupsOf(requests: AsyncIterable<BatchRequest>): AsyncGenerator<BatchRequest[]> {
  let group: BatchRequest[] = [];
  for await (const request of requests) {
    group.push(request);
    if (group.length < AT_ONCE) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Stores lines, or nothing when there are none. */
async function stored(fileStore: FileStore, lines: Iterable<string> | AsyncIterable<string>) {
  const bytes = Readable.from(lines, { objectMode: true }).map((line: string) => Buffer.from(line));
  const received = await fileStore.receive(bytes);
  if (received.bytes > 0) return received;
  await received.drop();
  return undefined;
}

/** Adds the tokens of an answer; chat completions and responses name them differently. */
function count(sum: { input: number; output: number }, usage: unknown): void {
  const given = (usage ?? {}) as Readonly<Record<string, unknown>>;
  sum.input += Number(given.input_tokens ?? given.prompt_tokens ?? 0);
  sum.output += Number(given.output_tokens ?? given.completion_tokens ?? 0);
}
