import { SetupError } from '../../../../../shared/core/setup-error.ts';
import { type EngineServices, StepAborted } from '../context/engine-services.ts';
import type { HistoryEvent } from '../history/history-event.ts';
import { type FailureText, taskCompleted, taskFailed, traceOf } from '../history/make-event.ts';
import { HTTP_ACTIVITY } from '../replay/http-calls.ts';
import type { StoredTask } from '../store/durable-store.ts';
import { activityInput, activityResult } from './activity-data.ts';
import { activityFailure, httpFailure } from './failure-text.ts';
import { sendHttp } from './http-activity.ts';

/**
 * Runs an activity and returns the history event of its result or failure.
 * @throws StepAborted when it could not be run
 */
export async function runTask(task: StoredTask, services: EngineServices): Promise<HistoryEvent> {
  const { clock } = services;
  try {
    const result = task.name === HTTP_ACTIVITY ? await sendHttp(task.input) : await callActivity(task, services);
    return taskCompleted(task.taskId, result, clock.now());
  } catch (error) {
    // The app cannot be loaded, so the activity has not started. This is not a failure of the activity.
    if (error instanceof SetupError) throw new StepAborted(error.message, { cause: error });
    return taskFailed(task.taskId, failureOf(task, error), clock.now());
  }
}

async function callActivity(task: StoredTask, { functions, invoke, store }: EngineServices): Promise<string | null> {
  const fn = functions.find('activity', task.name);
  if (!fn) throw new Error(functions.problem('activity', task.name));
  const input = activityInput(task.input);
  const { returnValue } = await invoke(fn, {
    input: input ?? {},
    triggerMetadata: {
      instanceId: { string: task.instanceId },
      ...(input ? { [fn.trigger.name]: input } : {}),
      data: { json: task.input ?? 'null' },
    },
    bindingData: { instanceId: task.instanceId, data: JSON.parse(task.input ?? 'null') },
    traceContext: traceOf(store.history(task.instanceId)),
    reason: `Instance ${task.instanceId} called it.`,
    details: { instanceId: task.instanceId, taskId: task.taskId },
  });
  return activityResult(returnValue);
}

function failureOf(task: StoredTask, error: unknown): FailureText {
  return task.name === HTTP_ACTIVITY ? httpFailure(error, task.input) : activityFailure(task.name, error);
}
