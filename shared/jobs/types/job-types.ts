import { type BoundJobType, bindJobType } from '../contract/bound-job-type.ts';
import { comparison } from './comparison/comparison.ts';
import type { RecordResult } from './evaluation-run/collect.ts';
import { EVALUATION_RUN, evaluationRun } from './evaluation-run/evaluation-run.ts';
import { fineTuning } from './fine-tuning/fine-tuning.ts';

/** The job types that callers may request; the others follow a job of one of these. */
export const REQUESTABLE_TYPES = [fineTuning.name, EVALUATION_RUN] as const;

/**
 * Returns every job type. To add one, write a folder beside the others and add a line here.
 *
 * @param recordResult Stores the result of a run that belongs to an entry of `evaluations`.
 */
export const jobTypes = (recordResult?: RecordResult): readonly BoundJobType[] => [
  bindJobType(fineTuning),
  bindJobType(evaluationRun(recordResult)),
  bindJobType(comparison),
];
