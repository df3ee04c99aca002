import { instruments } from './instruments.ts';
import { inSpan, markFailed } from './spans.ts';

const JOB = 'foundry_functions.job';

/** Accepts a request within a span: the one that all steps of its job belong to. `idOf` says which job it became. */
export function traceAcceptance<T>(kind: string, idOf: (accepted: T) => string, work: () => Promise<T>): Promise<T> {
  return inSpan(`accept_job ${kind}`, { attributes: { [`${JOB}.kind`]: kind } }, async (span) => {
    const accepted = await work();
    span.setAttribute(`${JOB}.id`, idOf(accepted));
    return accepted;
  });
}

/** The job of an activity. */
export interface TracedJob {
  readonly id: string;
  readonly kind: string;
  readonly nextActivity: string;
  readonly steps: number;
  readonly trace?: string;
}

/** Answers of a step that did not do what it was for. */
const TROUBLE: readonly string[] = ['retry', 'rejected'];

/** Takes a step within a span of the trace in which the job was accepted, however many days ago; the invocation is linked. */
export function traceActivity<T extends { readonly kind: string }>(job: TracedJob, work: () => Promise<T>): Promise<T> {
  const attributes = {
    [`${JOB}.id`]: job.id,
    [`${JOB}.kind`]: job.kind,
    [`${JOB}.step`]: job.nextActivity,
    [`${JOB}.turn`]: job.steps,
  };
  return inSpan(`job_step ${job.nextActivity}`, { attributes, parent: job.trace }, async (span) => {
    const answer = await work();
    span.setAttribute(`${JOB}.answer`, answer.kind);
    if (TROUBLE.includes(answer.kind)) markFailed(span, answer.kind);
    return answer;
  });
}

/** Counts a job that has come into a state, and measures one that has ended. */
export function recordJobState({
  kind,
  state,
  createdAt,
  endedAt,
}: {
  kind: string;
  state: string;
  createdAt: Date;
  endedAt?: Date | undefined;
}): void {
  const labels = { [`${JOB}.kind`]: kind, [`${JOB}.state`]: state };
  instruments().jobStates.add(1, labels);
  if (endedAt !== undefined) {
    instruments().jobDuration.record((endedAt.getTime() - createdAt.getTime()) / 1000, labels);
  }
}
