import * as z from 'zod';
import type { JobTools } from '../../jobs/contract/job-context.ts';
import { trendScore } from '../outcome/trend.ts';
import type { FoundBaseline } from './find-baseline.ts';

const result = z.object({ evalId: z.string(), criteria: z.array(trendScore) });

/** The scores of a run that a job here has carried. */
export async function jobScores(
  job: string,
  evalId: string,
  { files }: Pick<JobTools, 'files'>,
): Promise<FoundBaseline> {
  const text = await files.read(job, 'result.json');
  if (text === undefined) return { problem: `The job ${job} has left no results: it is not there, or has not ended.` };
  const found = result.safeParse(JSON.parse(text));
  if (!found.success) return { problem: `The job ${job} is no evaluation run.` };
  if (found.data.evalId !== evalId)
    return { problem: `The job ${job} was of another eval, ${found.data.evalId}: its scores mean something else.` };
  return { scores: found.data.criteria };
}
