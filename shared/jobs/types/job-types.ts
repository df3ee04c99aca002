import { type BoundJobType, bindJobType } from '../contract/bound-job-type.ts';
import { comparison } from './comparison/comparison.ts';
import { evaluationRun } from './evaluation-run/evaluation-run.ts';
import { fineTuning } from './fine-tuning/fine-tuning.ts';

/** Every kind of long work. A new one is a file beside this one and a line here. */
export const jobTypes: readonly BoundJobType[] = [
  bindJobType(fineTuning),
  bindJobType(evaluationRun),
  bindJobType(comparison),
];

/** Those that can be asked for from outside. */
export const REQUESTABLE_TYPES = [fineTuning.name, evaluationRun.name] as const;
