import type { Pace } from '../polling/pace.ts';

/** End of a job. `reason` says why it did not succeed, or what else should be known. */
export interface Ending {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly reason?: Reason;
}

export interface Reason {
  /** For programs: `deadline_exceeded`, `invalid_data` ... */
  readonly code: string;
  /** For people: what happened, and what to do about it. */
  readonly message: string;
}

/** Meaning of a status. Statuses are an open set: an unknown one means wait, and warn. */
export type JobPhase = 'running' | 'paused' | 'done' | 'failed' | 'cancelled' | 'unknown';

/** Command for the service. */
export type Command = 'cancel' | 'pause' | 'resume';

/** The step a job takes next; each is one activity. */
export type ActivityName = 'prepare' | 'create' | 'observe' | 'sendCommand' | 'collect' | 'finalize';

/** When a job is given up. Times in milliseconds. */
export interface Deadlines {
  /** From its acceptance to its end. */
  readonly total: number;
  /** Without a new event, status or count. */
  readonly noProgress: number;
  /** True when the service is told to cancel a job at its deadline. */
  readonly cancel: boolean;
}

/**
 * All an orchestration carries from step to step, and over into its next history: small, plain JSON. The request itself and all
 * that grows lie in storage. Moments are milliseconds since 1970 on the orchestration's clock.
 */
export interface WorkflowState {
  readonly id: string;
  /** The job kind whose turn it is: a fine-tuning job with a comparison changes it when the comparison begins. */
  readonly kind: string;
  readonly acceptedAt: number;
  readonly deadlines: Deadlines;
  readonly pace: Pace;
  /** Usual duration of jobs of this type, when known. */
  readonly typical?: number;
  /** The trace the job was accepted in, as a W3C traceparent; its steps belong to it. */
  readonly trace?: string;
  readonly nextActivity: ActivityName;
  /** Command that the activity `sendCommand` sends. */
  readonly command?: Command;
  /** Steps taken so far: the seed of every wait. */
  readonly steps: number;
  /** Steps in a row that could not be done for now. */
  readonly failures: number;
  /** When the next activity was to begin. */
  readonly dueAt?: number;
  /** Files that were uploaded for the job, by what they are for. */
  readonly files?: Readonly<Record<string, string>>;
  readonly serviceId?: string;
  /** When the service's job was first known here. */
  readonly startedAt?: number;
  /** Fingerprint of the progress, and when it last changed. */
  readonly progress?: { readonly fingerprint: string; readonly at: number };
  /** When the service's events were last read, and the newest of them. */
  readonly events?: { readonly readAt: number; readonly last?: string };
  /** Last command that was sent: `since` is the first time in a row, `at` the last. */
  readonly lastCommand?: { readonly command: Command; readonly since: number; readonly at: number };
  /** The service's job has ended, in whatever way. */
  readonly serviceEnded?: boolean;
  /** End of the job, when it is decided before the service reports it. */
  readonly ending?: Ending;
}

/** The next activity after so many milliseconds, or the ending of the job. */
export type Advance =
  | { readonly job: WorkflowState; readonly wait: number; readonly ended?: undefined }
  | { readonly ended: Ending };
