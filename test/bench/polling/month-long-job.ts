import { durableWorkflowContext } from '../../../functions/jobs/job-orchestration.ts';
import type { ActivityResult } from '../../../shared/jobs/workflow/activity-result.ts';
import type { WorkflowState } from '../../../shared/jobs/workflow/job-state.ts';
import { runJobWorkflow } from '../../../shared/jobs/workflow/run-workflow.ts';
import { type DrivenCounts, drive } from '../../support/durable-driver.ts';
import { acceptedJob, observation } from '../../support/job-states.ts';

const DAY = 86_400_000;

/** A job of 30 days, carried by the real orchestration in the real library on a clock that jumps. */
export async function monthLongJob(): Promise<DrivenCounts> {
  const length = 30 * DAY;
  const { counts } = await drive(
    (context: Parameters<typeof durableWorkflowContext>[0]) => runJobWorkflow(durableWorkflowContext(context)),
    {
      instanceId: 'ft-month',
      input: acceptedJob({ id: 'ft-month', deadlines: { total: 60 * DAY, noProgress: DAY, cancel: true } }),
      start: 0,
      activity: async (_name, input, now) => ({ result: answer(input as WorkflowState, now, length), took: 1_000 }),
    },
  );
  return counts;
}

function answer(job: WorkflowState, now: number, length: number): ActivityResult {
  switch (job.nextActivity) {
    case 'prepare':
      return { kind: 'prepared', files: {} };
    case 'create':
      return { kind: 'created', serviceId: 'ftjob-month' };
    case 'observe':
      return observation({ phase: now >= length ? 'done' : 'running', fingerprint: `${now}` });
    case 'collect':
      return { kind: 'collected' };
    default:
      return { kind: 'finalized', ending: { state: 'succeeded' } };
  }
}
