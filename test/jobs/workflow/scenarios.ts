import { durableCarrier } from '../../../functions/jobs/orchestration.ts';
import type { Answer } from '../../../shared/jobs/workflow/activity-result.ts';
import type { CarriedJob } from '../../../shared/jobs/workflow/job-state.ts';
import { carryJob } from '../../../shared/jobs/workflow/run-workflow.ts';
import { type Driven, drive } from '../../support/durable-driver.ts';
import { acceptedJob, seen } from '../../support/job-states.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A fixed start: what was recorded must not hang on the day of the recording. */
const START = Date.UTC(2026, 10, 1, 9);

/** The orchestration as the Functions host runs it. */
export const handler = (context: Parameters<typeof durableCarrier>[0]) => carryJob(durableCarrier(context));

/** How a job may go: what its steps answer at an age, and when it is woken up. */
interface Scenario {
  answer(job: CarriedJob, age: number): Answer | undefined;
  readonly wakes?: readonly number[];
  readonly job?: Partial<CarriedJob>;
}

const done = seen({ judgement: 'done', status: 'succeeded' });

export const scenarios: Readonly<Record<string, Scenario>> = {
  'goes well for two hours': {
    answer: ({ next }, age) => (next === 'observe' && age > 2 * HOUR ? done : undefined),
  },
  'is cancelled while it waits': {
    wakes: [50 * MINUTE],
    answer: ({ next, ordered }, age) => {
      if (next !== 'observe' || age < 50 * MINUTE) return undefined;
      return ordered === undefined
        ? seen({ wish: 'cancel', print: `${age}` })
        : seen({ wish: 'cancel', judgement: 'cancelled', status: 'cancelled' });
    },
  },
  'stands still until its deadline': {
    job: { deadlines: { total: 20 * HOUR, noProgress: 3 * HOUR, cancel: true } },
    answer: ({ next, ordered }) => {
      if (next !== 'observe') return undefined;
      return ordered === undefined ? seen() : seen({ judgement: 'cancelled', status: 'cancelled' });
    },
  },
  'meets a busy service': {
    answer: ({ next, failures }, age) => {
      if (next === 'create' && failures < 3) return { kind: 'later', why: '429', wait: 30_000 };
      if (next === 'observe' && failures < 2) return { kind: 'later', why: '503', wait: 0 };
      return next === 'observe' && age > HOUR ? done : undefined;
    },
  },
  'is refused': {
    answer: ({ next }) =>
      next === 'create' ? { kind: 'refused', reason: { code: 'forbidden', message: 'no role' } } : undefined,
  },
  'goes on as a comparison': {
    answer: ({ next, kind }, age) => {
      if (next === 'collect' && kind === 'fine-tuning') return { kind: 'collected', followedBy: 'comparison' };
      return next === 'observe' && age > (kind === 'fine-tuning' ? 1 : 2) * HOUR ? done : undefined;
    },
  },
};

/** Carries a job as a scenario has it, in the real library. */
export function play({ answer, wakes = [], job }: Scenario): Promise<Driven> {
  return drive(handler, {
    instanceId: 'ft-recorded',
    input: acceptedJob({ id: 'ft-recorded', acceptedAt: START, ...job }),
    start: START,
    events: wakes.map((age) => ({ at: START + age, name: 'wake', data: {} })),
    activity: async (_name, input, now) => {
      const carried = input as CarriedJob;
      return { result: answer(carried, now - START) ?? usual(carried, now), took: 300 };
    },
  });
}

function usual(job: CarriedJob, now: number): Answer {
  switch (job.next) {
    case 'prepare':
      return { kind: 'prepared', files: { training: 'file-1' } };
    case 'create':
      return { kind: 'created', serviceId: 'ftjob-1' };
    case 'observe':
      return seen({ print: `${now}` });
    case 'order':
      return { kind: 'ordered', what: job.order ?? 'cancel' };
    case 'collect':
      return { kind: 'collected' };
    case 'conclude':
      return { kind: 'concluded', ending: job.ending ?? { state: 'succeeded' } };
  }
}
