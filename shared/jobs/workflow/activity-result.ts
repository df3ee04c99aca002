import type { Command, Ending, JobPhase, Reason } from './job-state.ts';

/** What the people or programs that own a job want of it: nothing special, or what the register holds. */
export type RequestedAction = 'run' | Command;

/** What one look at the service's job showed. */
export interface Observation {
  readonly kind: 'observed';
  readonly phase: JobPhase;
  /** The service's own word. */
  readonly status: string;
  /** Changes whenever the job got on. */
  readonly fingerprint: string;
  /** Whether the service's events were read with this look; `none` when such jobs have no events. */
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

/** What a step says when it has been done. */
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
  /** A step broke in a way nobody foresaw: the process died too often, or there is a mistake in this program. */
  | { readonly kind: 'crashed'; readonly why: string };
