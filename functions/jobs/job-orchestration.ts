import { app, type OrchestrationContext, type Task } from 'durable-functions';
import { runActivity } from '../../shared/jobs/activities/run-activity.ts';
import type { ActivityName, WorkflowState } from '../../shared/jobs/workflow/job-state.ts';
import { runJobWorkflow } from '../../shared/jobs/workflow/run-workflow.ts';
import type { WorkflowContext } from '../../shared/jobs/workflow/workflow-context.ts';
import { JOB_ORCHESTRATION, workflowContextOf } from './durable-workflow.ts';
import { services } from './job-services.ts';

const ACTIVITIES: Readonly<Record<ActivityName, string>> = {
  prepare: 'jobPrepare',
  create: 'jobCreate',
  observe: 'jobObserve',
  sendCommand: 'jobSendCommand',
  collect: 'jobCollect',
  finalize: 'jobFinalize',
};

/** Registers the orchestration that runs every job, and its activities. */
export function registerOrchestration(): void {
  app.orchestration(JOB_ORCHESTRATION, (context) => runJobWorkflow(durableWorkflowContext(context)));
  for (const activity of Object.values(ACTIVITIES)) {
    app.activity(activity, {
      handler: async (job: WorkflowState, context) => runActivity(job, await services(context)),
    });
  }
}

/** Adapts an orchestration of Durable Functions to the workflow of jobs. */
export const durableWorkflowContext = ({ df }: Pick<OrchestrationContext, 'df'>): WorkflowContext<Task> =>
  workflowContextOf({ df }, (job) => ACTIVITIES[job.nextActivity]);
