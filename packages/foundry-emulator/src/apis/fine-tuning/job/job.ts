import type { Collection, Store } from '../../../core/store/store.ts';
import type { JobError } from '../training/file-error.ts';
import type { Hyperparameters, Integration, Method, MethodName } from './job-request.ts';
import type { Outcome } from './outcome.ts';

/** Phase of a job. */
export type Phase = 'validating' | 'queued' | 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled';

/** A stored fine-tuning job. Times are in milliseconds of the emulator's clock. */
export interface TuningJob {
  readonly id: string;
  readonly createdAt: number;
  readonly phase: Phase;
  readonly model: string;
  /** Name of the tuned model. */
  readonly modelName: string;
  readonly trainingFile: string;
  readonly validationFile: string | null;
  readonly method: MethodName;
  /** Requested hyperparameters, and after validation the final ones. */
  readonly hyperparameters: Hyperparameters;
  /** Method as the client sent it, with the final hyperparameters; absent when the client sent none. */
  readonly givenMethod?: Method;
  readonly suffix?: string;
  readonly seed: number;
  readonly integrations?: readonly Integration[];
  readonly metadata: Readonly<Record<string, string>> | null;
  /** Outcome that a scenario chose. */
  readonly outcome: Outcome;
  readonly size?: JobSize;
  readonly startedAt?: number;
  /** Pauses; the last one may be open. */
  readonly pauses: readonly { readonly from: number; readonly to?: number }[];
  readonly endedAt?: number;
  readonly error?: JobError;
  readonly resultFile?: string;
  /** Events before and after the training, oldest first. Events of the training are computed on request. */
  readonly notes: readonly Note[];
}

/** Size of the job's files. */
export interface JobSize {
  readonly examples: number;
  readonly tokens: number;
  readonly validated: boolean;
}

export interface Note {
  readonly at: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data?: unknown;
  /** True for the event that ends the job. */
  readonly closing?: true;
}

export const hasEnded = ({ phase }: TuningJob): boolean =>
  phase === 'succeeded' || phase === 'failed' || phase === 'cancelled';

/** Fine-tuning jobs of a project; `tuned` finds jobs by the name of their model. */
export const tuningJobs = (store: Store): Collection<TuningJob> =>
  store.collection<TuningJob>({
    name: 'fineTuningJobs',
    key: ({ id }) => id,
    indexes: {
      phase: ({ phase }) => phase,
      tuned: ({ phase, modelName: name }) => (phase === 'succeeded' ? name : null),
    },
  });
