import * as z from 'zod';
import type { Storage } from '../../azure/storage/storage.ts';
import { RetryableError } from '../../core/errors.ts';
import { storageKey } from '../../core/hash.ts';
import { jsonBlob } from './json-blob.ts';

export const trendScore = z.object({
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
  /** Time of the request, milliseconds since 1970. */
  at: z.number(),
  evalId: z.string(),
  verdict: z.enum(['passed', 'failed']).optional(),
  /** Label of the run, for example a release. */
  label: z.string().optional(),
  /** Description of the baseline, and the scores that fell. */
  comparedWith: z.string().optional(),
  regressions: z.array(z.string()).optional(),
  scores: z.array(trendScore),
});

export type TrendScore = z.infer<typeof trendScore>;
export type TrendRun = z.infer<typeof trendRun>;

/** Runs of an entry in the trend, and older labelled runs besides. */
export const MOST_RUNS = 30;
const MOST_LABELLED = 20;
const MOST_TRIES = 10;

const trendBlob = (storage: Storage, name: string) =>
  jsonBlob(storage, `trend/${storageKey(name)}.json`, z.array(trendRun), []);

/** Returns the last runs of an entry, oldest first. */
export const readTrend = async (storage: Storage, name: string): Promise<readonly TrendRun[]> =>
  (await trendBlob(storage, name).read()).value;

/** Deletes the trend of a removed entry. */
export const forgetTrend = (storage: Storage, name: string): Promise<void> => trendBlob(storage, name).remove();

/** Adds or replaces a run. @returns the runs up to it, oldest first */
export async function addToTrend(storage: Storage, name: string, run: TrendRun): Promise<readonly TrendRun[]> {
  const blob = trendBlob(storage, name);
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { value, etag } = await blob.read();
    const runs = [...value.filter(({ job }) => job !== run.job), run].toSorted((a, b) => a.at - b.at);
    if (await blob.write(remembered(runs), etag)) return runs.filter(({ at }) => at <= run.at);
  }
  throw new RetryableError(`The trend of ${name} changes too often to be written now.`, 1_000);
}

/** Keeps labelled runs longer: a baseline may name them after a year of nightly runs. */
function remembered(runs: readonly TrendRun[]): TrendRun[] {
  const newest = new Map<string, TrendRun>();
  for (const run of runs.slice(0, -MOST_RUNS)) if (run.label !== undefined) newest.set(run.label, run);
  const labelled = [...newest.values()].toSorted((a, b) => a.at - b.at);
  return [...labelled.slice(-MOST_LABELLED), ...runs.slice(-MOST_RUNS)];
}
