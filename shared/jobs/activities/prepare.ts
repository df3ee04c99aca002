import { RequestError } from '../../core/request-error.ts';
import type { JobRecord, JobState } from '../store/job-record.ts';
import type { ActivityResult } from '../workflow/activity-result.ts';
import type { WorkflowState } from '../workflow/job-state.ts';
import { changeState } from './change-state.ts';
import { type JobServices, runContextOf } from './job-services.ts';
import { loadRequest } from './stored-request.ts';

/** Checks the job's data as it is now, and brings it to the service. */
export async function prepare(job: WorkflowState, services: JobServices): Promise<ActivityResult> {
  const { requestedAction } = await changeState(job.id, (record) => stateOf(job, record), {}, services);
  if (requestedAction === 'cancel') return { kind: 'not created', ending: { state: 'cancelled' } };
  const { open, pins } = await loadRequest(job.id, job.kind, services);
  const found = await open.check(services.context);
  const changed = Object.keys(pins ?? {}).find((name) => pins?.[name] !== found[name]);
  if (changed !== undefined) {
    throw new RequestError(
      'data_changed',
      `${changed} was changed after the job had been accepted. Send the request again: with the data as it is now it is another job.`,
    );
  }
  return { kind: 'prepared', files: await open.prepare(runContextOf(services, job)) };
}

/** An orchestration that was ended by hand and begins anew does not take back what its job has become. */
const stateOf = ({ kind }: WorkflowState, record: JobRecord): JobState =>
  kind === record.kind && record.serviceId !== undefined ? record.state : 'preparing';
