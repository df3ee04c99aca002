import type { JobError } from '../training/file-error.ts';
import type { Hyperparameters, Integration, Method, MethodName } from './job-request.ts';
import type { Outcome } from './outcome.ts';

/** Where a job stands. */
export type Phase = 'validating' | 'queued' | 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled';

/** What is kept of a fine-tuning job. Times are milliseconds of the emulator's clock. */
export interface TuningJob {
  readonly id: string;
  readonly createdAt: number;
  readonly phase: Phase;
  readonly model: string;
  /** What the tuned model is called, once there is one. */
  readonly modelName: string;
  readonly trainingFile: string;
  readonly validationFile: string | null;
  readonly method: MethodName;
  /** As they were asked for, until the files are read; then as they are used. */
  readonly hyperparameters: Hyperparameters;
  /** As the client sent it, with the hyperparameters that are used in their place; absent where it sent none. */
  readonly givenMethod?: Method;
  readonly suffix?: string;
  readonly seed: number;
  readonly integrations?: readonly Integration[];
  readonly metadata: Readonly<Record<string, string>> | null;
  /** What the script has in store for it. */
  readonly outcome: Outcome;
  readonly size?: JobSize;
  readonly startedAt?: number;
  /** When it was paused, and when it went on. The last may still last. */
  readonly pauses: readonly { readonly from: number; readonly to?: number }[];
  readonly endedAt?: number;
  readonly error?: JobError;
  readonly resultFile?: string;
  /** What happened to it, oldest first; what happens while it trains is worked out when it is asked for. */
  readonly notes: readonly Note[];
}

/** What the files turned out to hold. */
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
  /** Said of the job's end. */
  readonly closing?: true;
}

export const hasEnded = ({ phase }: TuningJob): boolean =>
  phase === 'succeeded' || phase === 'failed' || phase === 'cancelled';
