import { durableWorkflowContext } from '../../../functions/jobs/job-orchestration.ts';
import type { ActivityResult } from '../../../shared/jobs/workflow/activity-result.ts';
import type { WorkflowState } from '../../../shared/jobs/workflow/job-state.ts';
import { runJobWorkflow } from '../../../shared/jobs/workflow/run-workflow.ts';
import { type Driven, drive } from '../../support/durable-driver.ts';
import { acceptedJob, observation } from '../../support/job-states.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A fixed start: what was recorded must not hang on the day of the recording. */
const START = Date.UTC(2026, 10, 1, 9);

/** The orchestration as the Functions host runs it. */
export const handler = (context: Parameters<typeof durableWorkflowContext>[0]) =>
  runJobWorkflow(durableWorkflowContext(context));

/** A course of a job: the results of its activities by age, and the times of its wake events. */
interface Scenario {
  answer(job: WorkflowState, age: number): ActivityResult | undefined;
  readonly wakes?: readonly number[];
  readonly job?: Partial<WorkflowState>;
}

const done = observation({ phase: 'done', status: 'succeeded' });

export const scenarios: Readonly<Record<string, Scenario>> = {
  'succeeds after two hours': {
    answer: ({ nextActivity }, age) => (nextActivity === 'observe' && age > 2 * HOUR ? done : undefined),
  },
  'is cancelled while waiting': {
    wakes: [50 * MINUTE],
    answer: ({ nextActivity, lastCommand }, age) => {
      if (nextActivity !== 'observe' || age < 50 * MINUTE) return undefined;
      return lastCommand === undefined
        ? observation({ requestedAction: 'cancel', fingerprint: `${age}` })
        : observation({ requestedAction: 'cancel', phase: 'cancelled', status: 'cancelled' });
    },
  },
  'stalls until its deadline': {
    job: { deadlines: { total: 20 * HOUR, noProgress: 3 * HOUR, cancel: true } },
    answer: ({ nextActivity, lastCommand }) => {
      if (nextActivity !== 'observe') return undefined;
      return lastCommand === undefined ? observation() : observation({ phase: 'cancelled', status: 'cancelled' });
    },
  },
  'meets a busy service': {
    answer: ({ nextActivity, failures }, age) => {
      if (nextActivity === 'create' && failures < 3) return { kind: 'retry', why: '429', wait: 30_000 };
      if (nextActivity === 'observe' && failures < 2) return { kind: 'retry', why: '503', wait: 0 };
      return nextActivity === 'observe' && age > HOUR ? done : undefined;
    },
  },
  'is refused': {
    answer: ({ nextActivity }) =>
      nextActivity === 'create' ? { kind: 'rejected', reason: { code: 'forbidden', message: 'no role' } } : undefined,
  },
  'continues as a comparison': {
    answer: ({ nextActivity, kind }, age) => {
      if (nextActivity === 'collect' && kind === 'fine-tuning') return { kind: 'collected', followedBy: 'comparison' };
      return nextActivity === 'observe' && age > (kind === 'fine-tuning' ? 1 : 2) * HOUR ? done : undefined;
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
      const carried = input as WorkflowState;
      return { result: answer(carried, now - START) ?? usual(carried, now), took: 300 };
    },
  });
}

function usual(job: WorkflowState, now: number): ActivityResult {
  switch (job.nextActivity) {
    case 'prepare':
      return { kind: 'prepared', files: { training: 'file-1' } };
    case 'create':
      return { kind: 'created', serviceId: 'ftjob-1' };
    case 'observe':
      return observation({ fingerprint: `${now}` });
    case 'sendCommand':
      return { kind: 'commanded', command: job.command ?? 'cancel' };
    case 'collect':
      return { kind: 'collected' };
    case 'finalize':
      return { kind: 'finalized', ending: job.ending ?? { state: 'succeeded' } };
  }
}
