import { messageOf } from '../../errors.ts';
import { type Advance, advance } from './advance.ts';
import type { Answer } from './answer.ts';
import type { CarriedJob, Ending } from './carried-job.ts';
import type { Carrier } from './carrier.ts';

/** Steps in one history. A look at a job takes one: histories stay short, whatever the length of the job. */
export const STEPS_PER_HISTORY = 30;

/**
 * Carries a job of any kind from its acceptance to its end: takes a step, decides by its answer what is next and when, waits.
 * Returns how the job ended, or nothing when it goes on in a new history.
 */
export function* carryJob<Task>(carrier: Carrier<Task>): Generator<Task, Ending | undefined, unknown> {
  let job = carrier.job;
  // One wait for one history: of two waits for the same event the last one is served first.
  const woken = carrier.woken();
  for (let steps = 0; steps < STEPS_PER_HISTORY; steps++) {
    const next: Advance = advance(job, yield* take(carrier, job), carrier.now());
    if (next.ended !== undefined) return next.ended;
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

function* take<Task>(carrier: Carrier<Task>, job: CarriedJob): Generator<Task, Answer, unknown> {
  try {
    return (yield carrier.step(job)) as Answer;
  } catch (error) {
    return { kind: 'broke', why: messageOf(error) };
  }
}
