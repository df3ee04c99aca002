import type { Grader } from '../../../grading/contract/criteria.ts';

export type MethodName = 'supervised' | 'dpo' | 'reinforcement';

export type Hyperparameters = Readonly<Record<string, 'auto' | number | string | null | undefined>>;

export interface MethodSettings {
  readonly hyperparameters?: Hyperparameters | null;
  /** For the method `reinforcement`. */
  readonly grader?: Grader;
}

export type Method = { readonly type: MethodName } & Readonly<Partial<Record<MethodName, MethodSettings | null>>>;

export interface Integration {
  readonly type: string;
  readonly wandb?: { readonly project: string; readonly [field: string]: unknown };
}

/** Body that creates a fine-tuning job, after the check of its shape. */
export interface JobRequest {
  readonly model: string;
  readonly training_file: string;
  readonly validation_file?: string | null;
  readonly hyperparameters?: Hyperparameters | null;
  readonly integrations?: readonly Integration[] | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly method?: Method | null;
  readonly seed?: number | null;
  readonly suffix?: string | null;
}
