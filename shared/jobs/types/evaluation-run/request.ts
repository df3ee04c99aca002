import * as z from 'zod';
import { MAX_METADATA_PAIRS } from '../../../core/limits.ts';
import { otherProject } from '../../../foundry/other-project.ts';
import { type JobOptions, jobOptions, metadata } from '../../contract/job-options.ts';
import { baseline } from './baseline.ts';
import { evaluationData } from './data.ts';
import { evaluationTarget } from './target.ts';

const gate = z
  .strictObject({
    minPassRate: z.number().min(0).max(1).optional(),
    minMean: z.number().optional(),
  })
  .refine(
    ({ minPassRate, minMean }) => minPassRate !== undefined || minMean !== undefined,
    'asks for nothing: give minPassRate, minMean or both',
  );

/** Thresholds by the name of the criterion. */
export const gates = z.record(z.string().min(1), gate);

export type Gates = z.infer<typeof gates>;

/** `POST /api/evals/{evalId}/runs` */
export const evaluationRunRequest = z.strictObject({
  evalId: z.string().min(1),
  /** Another project than the app's own: its eval, its agents, its data. */
  project: otherProject.optional(),
  name: z.string().min(1).max(256).optional(),
  data: evaluationData,
  target: evaluationTarget.optional(),
  /** Prompt for the target, with fields of the rows: `{{item.question}}`. */
  prompt: z.string().min(1).optional(),
  gates: gates.optional(),
  /** Baseline of the scores, for the evaluation that `metadata.evaluation` names. */
  baseline: baseline.optional(),
  metadata: metadata(MAX_METADATA_PAIRS - 1).optional(),
  ...jobOptions,
});

export type EvaluationRunRequest = z.infer<typeof evaluationRunRequest> & JobOptions;
