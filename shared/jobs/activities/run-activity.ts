import { asRetryable } from '../../azure/storage/storage-errors.ts';
import { traceActivity } from '../../azure/telemetry/job-telemetry.ts';
import { messageOf, RetryableError, TerminalError } from '../../core/errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { explainServiceError } from '../../foundry/service-error.ts';
import { saveEvents } from '../store/job-events.ts';
import type { ActivityResult } from '../workflow/activity-result.ts';
import type { ActivityName, WorkflowState } from '../workflow/job-state.ts';
import { collect } from './collect.ts';
import { create } from './create.ts';
import { finalize } from './finalize.ts';
import type { JobServices } from './job-services.ts';
import { observe } from './observe.ts';
import { prepare } from './prepare.ts';
import { sendCommand } from './send-command.ts';

type Activity = (job: WorkflowState, services: JobServices) => Promise<ActivityResult>;

const ACTIVITIES: Readonly<Record<ActivityName, Activity>> = {
  prepare,
  create,
  observe,
  sendCommand,
  collect,
  finalize,
};

/**
 * Takes a job's next step. What may pass is the answer `later`, what will not the answer `refused`; only a mistake in this
 * program is thrown. Every step may run more than once, and twice at the same time.
 */
export function runActivity(job: WorkflowState, services: JobServices): Promise<ActivityResult> {
  return traceActivity(job, () => take(job, services));
}

async function take(job: WorkflowState, services: JobServices): Promise<ActivityResult> {
  try {
    return await ACTIVITIES[job.nextActivity](job, services);
  } catch (thrown) {
    const error = explainServiceError(asRetryable(thrown), `The step "${job.nextActivity}"`);
    const { log } = services.context;
    if (error instanceof RetryableError) {
      log.warn(`${job.id}: "${job.nextActivity}" has to wait. ${error.message}`);
      await recordTrouble(job, 'warn', error.message, services);
      return { kind: 'retry', why: error.message, wait: error.retryAfter };
    }
    if (error instanceof TerminalError) {
      log.error(`${job.id}: "${job.nextActivity}" cannot be done. ${error.message}`);
      await recordTrouble(job, 'error', error.message, services);
      const code = error instanceof RequestError ? error.code : 'refused';
      return { kind: 'rejected', reason: { code, message: error.message } };
    }
    throw error;
  }
}

/** Records why a job does not progress, for its readers. A failure to record is only logged. */
export async function recordTrouble(
  job: WorkflowState,
  level: 'warn' | 'error',
  message: string,
  { eventsTable, context, now }: JobServices,
): Promise<void> {
  const event = { id: `trouble-${job.steps}`, at: new Date(now()), source: 'job', level, message } as const;
  try {
    await saveEvents(eventsTable, job.id, [event]);
  } catch (error) {
    context.log.warn(`${job.id}: its trouble could not be noted. ${messageOf(error)}`);
  }
}
