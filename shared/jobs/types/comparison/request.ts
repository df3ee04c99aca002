import * as z from 'zod';
import { type JobOptions, jobOptions } from '../../contract/job-options.ts';
import { questionData } from '../evaluation-run/data.ts';
import { evaluationTarget } from '../evaluation-run/target.ts';

/** The same eval on the same rows, answered by two targets. */
export const comparisonRequest = z.strictObject({
  evalId: z.string().min(1),
  data: questionData,
  prompt: z.string().min(1).optional(),
  base: evaluationTarget,
  tuned: evaluationTarget,
  /** True when the job waits until the tuned model has been deployed by other means. */
  waitForDeployment: z.boolean().optional(),
  ...jobOptions,
});

export type ComparisonRequest = z.infer<typeof comparisonRequest> & JobOptions;
