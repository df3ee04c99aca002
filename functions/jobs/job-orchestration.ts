import { app, type DurableClient, type OrchestrationContext, type Task } from 'durable-functions';
import { runActivity } from '../../shared/jobs/activities/run-activity.ts';
import type { ActivityName, WorkflowState } from '../../shared/jobs/workflow/job-state.ts';
import { runJobWorkflow } from '../../shared/jobs/workflow/run-workflow.ts';
import type { WorkflowContext } from '../../shared/jobs/workflow/workflow-context.ts';
import { services } from './job-services.ts';

const ORCHESTRATION = 'runJob';

/** What wakes a job's orchestration before its time. */
const WAKE = 'wake';

const ACTIVITIES: Readonly<Record<ActivityName, string>> = {
  prepare: 'jobPrepare',
  create: 'jobCreate',
  observe: 'jobObserve',
  sendCommand: 'jobSendCommand',
  collect: 'jobCollect',
  finalize: 'jobFinalize',
};

/** Registers the orchestration that carries every job, and its steps as activities. */
export function registerOrchestration(): void {
  app.orchestration(ORCHESTRATION, (context) => runJobWorkflow(durableWorkflowContext(context)));
  for (const activity of Object.values(ACTIVITIES)) {
    app.activity(activity, {
      handler: async (job: WorkflowState, context) => runActivity(job, await services(context)),
    });
  }
}

/** Durable Functions as a carrier of jobs. */
export const durableWorkflowContext = ({ df }: Pick<OrchestrationContext, 'df'>): WorkflowContext<Task> =>
  workflowContextOf({ df }, (job) => ACTIVITIES[job.nextActivity]);

/** The same for whatever is carried: `activity` names the one that takes the next step. */
export function workflowContextOf<Job>(
  { df }: Pick<OrchestrationContext, 'df'>,
  activity: (job: Job) => string,
): WorkflowContext<Task, Job> {
  return {
    state: df.getInput<Job>(),
    now: () => df.currentUtcDateTime.getTime(),
    runActivity: (job) => df.callActivity(activity(job), job),
    timer: (at) => {
      const task = df.createTimer(new Date(at));
      return { task, cancel: () => task.cancel() };
    },
    waitForWake: () => df.waitForExternalEvent(WAKE),
    any: (tasks) => df.Task.any([...tasks]),
    isCompleted: (task) => task.isCompleted,
    continueAsNew: (job) => df.continueAsNew(job),
  };
}

/** Starts a job's orchestration, unless it runs. One that was ended by hand begins anew, and finds what there is of the job. */
export async function startOrchestration(client: DurableClient, job: WorkflowState): Promise<void> {
  await startOnce(client, ORCHESTRATION, job.id, job);
}

/** Starts an orchestration of this id unless it runs; returns whether it did already. */
export async function startOnce(
  client: DurableClient,
  name: string,
  instanceId: string,
  input: object,
): Promise<boolean> {
  if (await isRunning(client, instanceId)) return true;
  try {
    await client.startNew(name, { instanceId, input });
    return false;
  } catch (error) {
    // Somebody else may have started it in between.
    if (!(await isRunning(client, instanceId))) throw error;
    return true;
  }
}

/** Lets a job's orchestration look at its job now. An event needs a body. */
export async function wakeOrchestration(client: DurableClient, id: string): Promise<void> {
  await client.raiseEvent(id, WAKE, {});
}

const ENDED: readonly string[] = ['Completed', 'Failed', 'Terminated', 'Canceled'];

async function isRunning(client: DurableClient, id: string): Promise<boolean> {
  try {
    return !ENDED.includes((await client.getStatus(id)).runtimeStatus);
  } catch (error) {
    // The library has no other way to say that there is no such instance.
    if (error instanceof Error && /HTTP 404/.test(error.message)) return false;
    throw error;
  }
}
