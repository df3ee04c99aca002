import type { Command, Ending, JobPhase, Reason } from './job-state.ts';

/** Action that the owners of a job request; `run` is the default. */
export type RequestedAction = 'run' | Command;

/** Result of one observation of the service's job. */
export interface Observation {
  readonly kind: 'observed';
  readonly phase: JobPhase;
  /** The service's own word. */
  readonly status: string;
  /** Changes whenever the job got on. */
  readonly fingerprint: string;
  /** State of the service's events at this observation; `none` when such jobs have no events. */
  readonly events: 'read' | 'skipped' | 'none';
  /** The newest event, when they were read and there is one. */
  readonly lastEvent?: string;
  readonly requestedAction: RequestedAction;
  /** Milliseconds to the finish the service foretells. */
  readonly remaining?: number;
  /** Milliseconds the service asked to wait. */
  readonly retryAfter?: number;
  /** Why the service says it failed. */
  readonly reason?: Reason;
}

/** Result of an activity. */
export type ActivityResult =
  | { readonly kind: 'prepared'; readonly files: Readonly<Record<string, string>> }
  | { readonly kind: 'created'; readonly serviceId: string }
  /** There is no job at the service and none is to be made: it was cancelled, or its time was up, before that. */
  | { readonly kind: 'not created'; readonly ending: Ending }
  | Observation
  | { readonly kind: 'commanded'; readonly command: Command }
  /** The results are kept. `followedBy` names a further kind of job whose turn it is now. */
  | { readonly kind: 'collected'; readonly followedBy?: string; readonly failure?: Reason }
  | { readonly kind: 'finalized'; readonly ending: Ending }
  /** Not possible now: the service or storage is busy or away. Milliseconds to wait at least. */
  | { readonly kind: 'retry'; readonly why: string; readonly wait: number }
  /** Not possible at all. */
  | { readonly kind: 'rejected'; readonly reason: Reason }
  /** The activity crashed: the process died too often, or this program has a bug. */
  | { readonly kind: 'crashed'; readonly why: string };
