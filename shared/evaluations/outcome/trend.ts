import { z } from 'zod';
import type { Storage } from '../../storage/storage.ts';
import { fileName } from '../../tools/file-name.ts';
import { RetryableError } from '../../errors.ts';
import { jsonBlob } from '../keep/json-blob.ts';

const score = z.object({
  criterion: z.string(),
  total: z.number(),
  passed: z.number(),
  errored: z.number(),
  passRate: z.number(),
  mean: z.number().optional(),
  deviation: z.number().optional(),
});

const trendRun = z.object({
  job: z.string(),
  /** When the run was asked for, milliseconds since 1970. */
  at: z.number(),
  evalId: z.string(),
  verdict: z.enum(['passed', 'failed']).optional(),
  scores: z.array(score),
});

export type TrendScore = z.infer<typeof score>;
export type TrendRun = z.infer<typeof trendRun>;

/** Runs of an entry that are remembered. */
const MOST_RUNS = 30;
const MOST_TRIES = 10;

const trendBlob = (storage: Storage, name: string) =>
  jsonBlob(storage, `trend/${fileName(name)}.json`, z.array(trendRun), []);

/** The last runs of an entry, the oldest first. */
export const readTrend = async (storage: Storage, name: string): Promise<readonly TrendRun[]> =>
  (await trendBlob(storage, name).read()).value;

/** Adds a run, or puts it in place of what it was before, and returns the runs up to it, the oldest first. */
export async function addToTrend(storage: Storage, name: string, run: TrendRun): Promise<readonly TrendRun[]> {
  const blob = trendBlob(storage, name);
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { value, etag } = await blob.read();
    const runs = [...value.filter(({ job }) => job !== run.job), run].toSorted((a, b) => a.at - b.at);
    if (await blob.write(runs.slice(-MOST_RUNS), etag)) return runs.filter(({ at }) => at <= run.at);
  }
  throw new RetryableError(`The trend of ${name} is being written by others all the time.`, 1_000);
}
