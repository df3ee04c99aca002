import path from 'node:path';
import { IndexWorkers } from '../../../src/apis/vector-stores/index/index-workers.ts';

const module = path.join(import.meta.dirname, 'workers', 'hanging-worker.mjs');
const request = { kind: 'pdf', size: 800, overlap: 400, mostTokens: 1e6, mostBytes: 1e6, embed: false } as const;

async function read(workers: IndexWorkers, name: string): Promise<string> {
  const texts: string[] = [];
  for await (const chunks of workers.chunksOf({ ...request, path: name }))
    texts.push(...chunks.map(({ text }) => text));
  return texts.join();
}

describe('the threads that read files', () => {
  let workers: IndexWorkers;
  afterEach(() => workers.close());

  it('fail the file that takes too long, and none that wait behind it', async () => {
    workers = new IndexWorkers({ size: 2, patienceMs: 1_000, module });
    const names = ['hangs', ...Array.from({ length: 40 }, (_, at) => `sound-${at}`), 'hangs'];
    const results = await Promise.allSettled(names.map((name) => read(workers, name)));
    const failed = results.flatMap((result, at) => (result.status === 'rejected' ? [names[at]] : []));
    expect(failed).toEqual(['hangs', 'hangs']);
    expect(results[0]).toMatchObject({ reason: { fault: { message: 'It took too long to read.' } } });
  });

  it('fail only the file whose thread crashes', async () => {
    workers = new IndexWorkers({ size: 2, module });
    const results = await Promise.allSettled(['a', 'crashes', 'b', 'c'].map((name) => read(workers, name)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { fault: { message: expect.stringContaining('a library crashed') } } });
  });

  it('start the clock of a file when its reading starts, not while it waits', async () => {
    workers = new IndexWorkers({ size: 1, patienceMs: 700, module });
    await read(workers, 'warm');
    // Twenty files of 50 ms one after another take longer than the patience for one.
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => read(workers, `${at}`)));
    expect(results.every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('reject what is under way when the emulator stops', async () => {
    workers = new IndexWorkers({ size: 1, module });
    const reading = Promise.allSettled([read(workers, 'hangs'), read(workers, 'a')]);
    setTimeout(() => workers.close(), 200);
    const reason = expect.objectContaining({ message: 'The emulator stops.' });
    expect(await reading).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
  });
});
