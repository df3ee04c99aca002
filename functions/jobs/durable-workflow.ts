import type { DurableClient, OrchestrationContext, Task } from 'durable-functions';
import type { WorkflowState } from '../../shared/jobs/workflow/job-state.ts';
import type { WorkflowContext } from '../../shared/jobs/workflow/workflow-context.ts';

/** Name of the orchestration that runs every job. */
export const JOB_ORCHESTRATION = 'runJob';

/** Name of the event that ends a wait early. */
const WAKE = 'wake';

/**
 * Adapts an orchestration of Durable Functions to a workflow.
 * @param activity returns the name of the activity that runs next
 */
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

/** Starts a job's orchestration unless it runs. After a manual termination it starts again, and finds the job at the service. */
export async function startOrchestration(client: DurableClient, job: WorkflowState): Promise<void> {
  await startOnce(client, JOB_ORCHESTRATION, job.id, job);
}

/** Starts an orchestration with this id unless it runs; returns true when it did already. */
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
    // Another process may have started it in between.
    if (!(await isRunning(client, instanceId))) throw error;
    return true;
  }
}

/** Makes a job's orchestration poll now. An event needs a body. */
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
