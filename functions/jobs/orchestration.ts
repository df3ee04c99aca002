import { app, type DurableClient, type OrchestrationContext, type Task } from 'durable-functions';
import { takeStep } from '../../shared/jobs/activities/run-activity.ts';
import type { CarriedJob, StepName } from '../../shared/jobs/workflow/job-state.ts';
import { carryJob } from '../../shared/jobs/workflow/run-workflow.ts';
import type { Carrier } from '../../shared/jobs/workflow/workflow-context.ts';
import { services } from './services.ts';

const ORCHESTRATION = 'carryJob';

/** What wakes a job's orchestration before its time. */
const WAKE = 'wake';

const ACTIVITIES: Readonly<Record<StepName, string>> = {
  prepare: 'jobPrepare',
  create: 'jobCreate',
  observe: 'jobObserve',
  order: 'jobOrder',
  collect: 'jobCollect',
  conclude: 'jobConclude',
};

/** Registers the orchestration that carries every job, and its steps as activities. */
export function registerOrchestration(): void {
  app.orchestration(ORCHESTRATION, (context) => carryJob(durableCarrier(context)));
  for (const activity of Object.values(ACTIVITIES)) {
    app.activity(activity, {
      handler: async (job: CarriedJob, context) => takeStep(job, await services(context)),
    });
  }
}

/** Durable Functions as a carrier of jobs. */
export const durableCarrier = ({ df }: Pick<OrchestrationContext, 'df'>): Carrier<Task> =>
  carrierOf({ df }, (job) => ACTIVITIES[job.next]);

/** The same for whatever is carried: `activity` names the one that takes the next step. */
export function carrierOf<Job>(
  { df }: Pick<OrchestrationContext, 'df'>,
  activity: (job: Job) => string,
): Carrier<Task, Job> {
  return {
    job: df.getInput<Job>(),
    now: () => df.currentUtcDateTime.getTime(),
    step: (job) => df.callActivity(activity(job), job),
    timer: (at) => {
      const task = df.createTimer(new Date(at));
      return { task, cancel: () => task.cancel() };
    },
    woken: () => df.waitForExternalEvent(WAKE),
    first: (tasks) => df.Task.any([...tasks]),
    isDone: (task) => task.isCompleted,
    startOver: (job) => df.continueAsNew(job),
  };
}

/** Starts a job's orchestration, unless it runs. One that was ended by hand begins anew, and finds what there is of the job. */
export async function startOrchestration(client: DurableClient, job: CarriedJob): Promise<void> {
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
