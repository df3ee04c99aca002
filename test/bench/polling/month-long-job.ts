import { durableCarrier } from '../../../functions/jobs/orchestration.ts';
import type { Answer } from '../../../shared/jobs/workflow/activity-result.ts';
import type { CarriedJob } from '../../../shared/jobs/workflow/job-state.ts';
import { carryJob } from '../../../shared/jobs/workflow/run-workflow.ts';
import { type DrivenCounts, drive } from '../../support/durable-driver.ts';
import { acceptedJob, seen } from '../../support/job-states.ts';

const DAY = 86_400_000;

/** A job of 30 days, carried by the real orchestration in the real library on a clock that jumps. */
export async function monthLongJob(): Promise<DrivenCounts> {
  const length = 30 * DAY;
  const { counts } = await drive((context: Parameters<typeof durableCarrier>[0]) => carryJob(durableCarrier(context)), {
    instanceId: 'ft-month',
    input: acceptedJob({ id: 'ft-month', deadlines: { total: 60 * DAY, noProgress: DAY, cancel: true } }),
    start: 0,
    activity: async (_name, input, now) => ({ result: answer(input as CarriedJob, now, length), took: 1_000 }),
  });
  return counts;
}

function answer(job: CarriedJob, now: number, length: number): Answer {
  switch (job.next) {
    case 'prepare':
      return { kind: 'prepared', files: {} };
    case 'create':
      return { kind: 'created', serviceId: 'ftjob-month' };
    case 'observe':
      return seen({ judgement: now >= length ? 'done' : 'running', print: `${now}` });
    case 'collect':
      return { kind: 'collected' };
    default:
      return { kind: 'concluded', ending: { state: 'succeeded' } };
  }
}
