import { messageOf } from '../../core/errors.ts';
import type { ActivityResult } from './activity-result.ts';
import { advance } from './advance.ts';
import type { Ending, WorkflowState } from './job-state.ts';
import type { WorkflowContext } from './workflow-context.ts';

/** Steps in one history. A look at a job takes one: histories stay short, whatever the length of the job. */
export const MAX_STEPS_PER_HISTORY = 30;

/**
 * Carries a job of any kind from its acceptance to its end. Returns how the job ended, or nothing when it goes on in a new history.
 */
export function runJobWorkflow<Task>(carrier: WorkflowContext<Task>): Generator<Task, Ending | undefined, unknown> {
  return runWorkflow<Task, WorkflowState, ActivityResult, Ending>(carrier, advance);
}

interface Crashed {
  readonly kind: 'crashed';
  readonly why: string;
}

/** Carries anything: takes a step, decides by its answer what is next and when, waits. */
export function* runWorkflow<Task, Job, Said, End extends object>(
  carrier: WorkflowContext<Task, Job>,
  decide: (job: Job, answer: Said | Crashed, now: number) => NextStep<Job, End>,
): Generator<Task, End | undefined, unknown> {
  let job = carrier.state;
  // One wait for one history: of two waits for the same event the last one is served first.
  const woken = carrier.waitForWake();
  for (let steps = 0; steps < MAX_STEPS_PER_HISTORY; steps++) {
    const next: NextStep<Job, End> = decide(job, yield* take<Task, Job, Said>(carrier, job), carrier.now());
    if (next.wait === undefined) return next.ended;
    job = next.job;
    if (next.wait === 0) continue;
    if (carrier.isCompleted(woken)) break;

    const timer = carrier.timer(carrier.now() + next.wait);
    const first = yield carrier.any([timer.task, woken]);
    if (first === woken) {
      timer.cancel();
      break;
    }
  }
  carrier.continueAsNew(job);
  return undefined;
}

function* take<Task, Job, Said>(
  carrier: WorkflowContext<Task, Job>,
  job: Job,
): Generator<Task, Said | Crashed, unknown> {
  try {
    return (yield carrier.runActivity(job)) as Said;
  } catch (error) {
    return { kind: 'crashed', why: messageOf(error) };
  }
}

/** The next step after a wait in milliseconds, or the end. */
export type NextStep<Job, End extends object> =
  | { readonly job: Job; readonly wait: number; readonly ended?: undefined }
  | { readonly ended: End; readonly job?: undefined; readonly wait?: undefined };
