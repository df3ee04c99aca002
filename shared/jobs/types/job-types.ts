import { type BoundKind, bindKind } from '../contract/bound-job-type.ts';
import { comparison } from './comparison/comparison.ts';
import { evaluationRun } from './evaluation-run/evaluation-run.ts';
import { fineTuning } from './fine-tuning/fine-tuning.ts';

/** Every kind of long work. A new one is a file beside this one and a line here. */
export const jobKinds: readonly BoundKind[] = [bindKind(fineTuning), bindKind(evaluationRun), bindKind(comparison)];

/** Those that can be asked for from outside. */
export const REQUESTED_KINDS = [fineTuning.name, evaluationRun.name] as const;
