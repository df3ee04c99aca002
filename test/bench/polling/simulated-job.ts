import { DEFAULT_PACE } from '../../../shared/jobs/polling/pace.ts';
import type { ActivityResult } from '../../../shared/jobs/workflow/activity-result.ts';
import { advance } from '../../../shared/jobs/workflow/advance.ts';
import { eventsAreDue } from '../../../shared/jobs/workflow/deadlines.ts';
import type { WorkflowState } from '../../../shared/jobs/workflow/job-state.ts';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** From the moment a timer is due to the service's answer, milliseconds: the control queue, the work item queue, the call. */
const STEP_MS = 1_500;

/** A job at the service: how long it runs, and what it foretells of its end at an age, both in milliseconds. */
export interface SimulatedJob {
  readonly id: string;
  readonly length: number;
  readonly remaining?: (age: number) => number | undefined;
}

export interface Polled {
  /** Reads of the job, and of its events. */
  readonly reads: number;
  readonly eventReads: number;
  /** From the job's end to its being noticed, milliseconds. */
  readonly delay: number;
}

/** Follows a job from its creation to the moment its end is noticed, by the very decisions the orchestration takes. */
export function followed({ id, length, remaining }: SimulatedJob): Polled {
  let job: WorkflowState = {
    id,
    kind: 'fine-tuning',
    acceptedAt: 0,
    deadlines: { total: 60 * DAY, noProgress: DAY / 2, cancel: true },
    pace: DEFAULT_PACE,
    nextActivity: 'create',
    steps: 1,
    failures: 0,
  };
  let now = 0;
  let answer: ActivityResult = { kind: 'created', serviceId: id };
  let [reads, eventReads] = [0, 0];
  for (;;) {
    const next = advance(job, answer, now);
    if (next.ended !== undefined || next.job.nextActivity !== 'observe')
      return { reads, eventReads, delay: now - length };
    job = next.job;
    now += next.wait + STEP_MS;
    const events = eventsAreDue(job, now) ? 'read' : 'skipped';
    const left = remaining?.(now);
    reads += 1;
    eventReads += events === 'read' ? 1 : 0;
    answer = {
      kind: 'observed',
      phase: now >= length ? 'done' : 'running',
      status: 'running',
      fingerprint: `${now}`,
      events,
      requestedAction: 'run',
      ...(left === undefined ? {} : { remaining: left }),
    };
  }
}

/** The same job under a loop that asks at a fixed interval, milliseconds. */
export function asked({ length }: SimulatedJob, interval: number): Polled {
  const reads = Math.ceil(length / interval);
  return { reads, eventReads: 0, delay: reads * interval - length };
}
