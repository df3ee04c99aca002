import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueClient } from '@azure/storage-queue';
import { DeadLetters } from '../../../shared/azure/queues/dead-letters.ts';
import { openStorage } from '../../../shared/azure/storage/storage.ts';
import { forEachConcurrently } from '../../../shared/core/concurrency.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { residentMiB } from '../../bench/memory.ts';
import { round } from '../../bench/statistics.ts';
import { AgentCalls } from '../calls.ts';
import { startChaos } from '../chaos-platform.ts';
import { Junk } from '../junk.ts';
import { atMost, exactly, holds, type Row } from '../row.ts';

const AT_ONCE = 16;
const MEMORY_GROWTH = 1.5;
/** Characters of a message: Azure refuses more than 64 KiB. */
const MAX_TEXT = 40_000;

/** Messages as their senders write them. Each queue gets changed forms of all of them. */
const SAMPLES = [
  { function_args: { number: 7 }, CorrelationId: 'malformed' },
  { number: 7, CorrelationId: 'classic' },
  {
    eventType: 'Microsoft.Storage.BlobCreated',
    subject: '/blobServices/default/containers/documents/blobs/library/x.md',
    id: 'event',
    data: { eTag: '0x1', url: 'http://127.0.0.1/documents/library/x.md' },
  },
  { specversion: '1.0', type: 'Microsoft.Storage.BlobDeleted', source: '/x', subject: 'x', id: '1', data: {} },
  { kind: 'fine-tuning', model: 'gpt-4o-mini', training: 'training-data/none.jsonl', idempotencyKey: 'key' },
  { id: 'job', url: 'https://example.invalid/hook', event: {} },
  { name: 'every-minute', occurrence: '2026-12-01T00:00:00.000Z', id: 'run' },
  { response: 'resp_1', agent: { name: 'worker' }, project: 'local' },
];

export const messages: Row = {
  name: 'messages',
  title: 'malformed messages over every queue',
  run: async ({ seed, fuzz, patienceMs, print }) => {
    const junk = new Junk(seededRandom(seed));
    let unhandled = 0;
    const platform = await startChaos({
      onHostLine: (line) => {
        if (/uncaught|unhandledRejection|Maximum call stack|worker process.*(ended|exited)/i.test(line)) unhandled += 1;
      },
    });
    const calls = new AgentCalls(platform.endpoints.storage);
    try {
      const { functions, storage } = platform.endpoints;
      const queues = (await triggerQueues(functions)).map((name) =>
        openStorage({ connectionString: storage }).queue(name),
      );
      const { pid } = platform.host;
      for (const queue of queues) await queue.createIfNotExists();
      const send = (count: number) =>
        forEachConcurrently(Array.from({ length: count }), AT_ONCE, async () => {
          const text = junk.text(SAMPLES).slice(0, MAX_TEXT);
          const message = junk.below(3) === 0 ? text : Buffer.from(text).toString('base64');
          // Azure refuses characters that XML does not allow; such a message cannot come.
          await junk
            .pick(queues)
            .sendMessage(message || 'empty')
            .catch(ignoreRefused);
        });
      await send(fuzz / 10);
      await emptied(queues, patienceMs);
      const before = residentMiB(pid);
      print(`  ${queues.length} queues, ${fuzz} messages; ${before} MiB`);
      await send(fuzz - fuzz / 10);
      const left = await emptied(queues, patienceMs);
      const after = residentMiB(pid);
      const letters = await lettersIn(storage);
      const ids = [await calls.send(), await calls.send()];
      const isServing = (await calls.answered(ids, 60_000)) !== Number.POSITIVE_INFINITY;
      return [
        { what: 'queues, messages, dead letters', value: `${queues.length}, ${fuzz}, ${letters}` },
        exactly('hosts that ended, or errors that nothing caught', (platform.host.pid === pid ? 0 : 1) + unhandled, 0),
        exactly('messages that stay in a queue or its poison queue', left, 0),
        holds('two ordinary calls are answered afterwards', isServing, isServing ? 'yes' : 'no'),
        { what: 'memory of host and worker', value: `${before} → ${after} MiB` },
        atMost('memory after ÷ after the first tenth', round(after / before), MEMORY_GROWTH),
      ];
    } finally {
      await calls.close();
      await platform.stop();
    }
  },
};

interface HostFunction {
  readonly name: string;
  readonly config: { readonly bindings: readonly { readonly type: string; readonly queueName?: string }[] };
}

async function triggerQueues(functions: string): Promise<string[]> {
  const all = (await (await fetch(`${functions}/admin/functions`)).json()) as readonly HostFunction[];
  const names = all.flatMap(({ config }) =>
    config.bindings.flatMap(({ type, queueName }) => (type === 'queueTrigger' && queueName ? [queueName] : [])),
  );
  return [...new Set(names)].flatMap((name) => [name, `${name}-poison`]);
}

/** Waits until the queues are empty. Returns the number of messages that stay. */
async function emptied(queues: readonly QueueClient[], patienceMs: number): Promise<number> {
  for (const end = Date.now() + patienceMs; ; await sleep(1_000)) {
    const counts = await Promise.all(
      queues.map(async (queue) => (await queue.getProperties()).approximateMessagesCount ?? 0),
    );
    const left = counts.reduce((sum, count) => sum + count, 0);
    if (left === 0 || Date.now() > end) return left;
  }
}

async function lettersIn(connectionString: string): Promise<number> {
  const letters = new DeadLetters(openStorage({ connectionString }));
  let count = 0;
  for (let next: string | undefined; ; ) {
    const page = await letters.list({ limit: 1_000, ...(next === undefined ? {} : { after: next }) });
    count += page.items.length;
    next = page.next;
    if (next === undefined) return count;
  }
}

function ignoreRefused(error: unknown): void {
  if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 400)) throw error;
}
