import * as z from 'zod';
import type { JobResults } from '../report/results.ts';
import type { JobFiles } from './job-files.ts';

/** Results of one stage of a job. */
export type StoredResults = Omit<JobResults, 'followedBy' | 'failure'>;

const part = z.object({
  result: z.record(z.string(), z.unknown()),
  report: z.string(),
  charts: z.array(z.object({ name: z.string(), svg: z.string() })),
  verdict: z.enum(['passed', 'failed']).optional(),
});

const fileOf = (kind: string) => `parts/${kind}.json`;

export const saveResults = (files: JobFiles, id: string, kind: string, collected: StoredResults) =>
  files.write(id, fileOf(kind), JSON.stringify(collected));

export async function readResults(files: JobFiles, id: string, kind: string) {
  const text = await files.read(id, fileOf(kind));
  return text === undefined ? undefined : part.parse(JSON.parse(text));
}
