import { messageOf } from '../../core/errors.ts';
import type { Answer } from './activity-result.ts';
import { advance } from './advance.ts';
import type { CarriedJob, Ending } from './job-state.ts';
import type { Next } from './next.ts';
import type { Carrier } from './workflow-context.ts';

/** Steps in one history. A look at a job takes one: histories stay short, whatever the length of the job. */
export const STEPS_PER_HISTORY = 30;

/**
 * Carries a job of any kind from its acceptance to its end. Returns how the job ended, or nothing when it goes on in a new history.
 */
export function carryJob<Task>(carrier: Carrier<Task>): Generator<Task, Ending | undefined, unknown> {
  return carry<Task, CarriedJob, Answer, Ending>(carrier, advance);
}

interface Broke {
  readonly kind: 'broke';
  readonly why: string;
}

/** Carries anything: takes a step, decides by its answer what is next and when, waits. */
export function* carry<Task, Job, Said, End extends object>(
  carrier: Carrier<Task, Job>,
  decide: (job: Job, answer: Said | Broke, now: number) => Next<Job, End>,
): Generator<Task, End | undefined, unknown> {
  let job = carrier.job;
  // One wait for one history: of two waits for the same event the last one is served first.
  const woken = carrier.woken();
  for (let steps = 0; steps < STEPS_PER_HISTORY; steps++) {
    const next: Next<Job, End> = decide(job, yield* take<Task, Job, Said>(carrier, job), carrier.now());
    if (next.wait === undefined) return next.ended;
    job = next.job;
    if (next.wait === 0) continue;
    if (carrier.isDone(woken)) break;

    const timer = carrier.timer(carrier.now() + next.wait);
    const first = yield carrier.first([timer.task, woken]);
    if (first === woken) {
      timer.cancel();
      break;
    }
  }
  carrier.startOver(job);
  return undefined;
}

function* take<Task, Job, Said>(carrier: Carrier<Task, Job>, job: Job): Generator<Task, Said | Broke, unknown> {
  try {
    return (yield carrier.step(job)) as Said;
  } catch (error) {
    return { kind: 'broke', why: messageOf(error) };
  }
}
