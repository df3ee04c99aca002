import { Refusal } from '../../core/request-error.ts';
import type { JobRecord, JobState } from '../store/job-record.ts';
import type { Answer } from '../workflow/activity-result.ts';
import type { CarriedJob } from '../workflow/job-state.ts';
import { moveTo } from './change-state.ts';
import { type JobServices, keyed } from './job-services.ts';
import { openKept } from './stored-request.ts';

/** Checks the job's data as it is now, and brings it to the service. */
export async function prepare(job: CarriedJob, services: JobServices): Promise<Answer> {
  const { wish } = await moveTo(job.id, (record) => stateOf(job, record), {}, services);
  if (wish === 'cancel') return { kind: 'not created', ending: { state: 'cancelled' } };
  const { open, pins } = await openKept(job.id, job.kind, services);
  const found = await open.check(services.tools);
  const changed = Object.keys(pins ?? {}).find((name) => pins?.[name] !== found[name]);
  if (changed !== undefined) {
    throw new Refusal(
      'data_changed',
      `${changed} was changed after the job had been accepted. Send the request again: with the data as it is now it is another job.`,
    );
  }
  return { kind: 'prepared', files: await open.prepare(keyed(services, job)) };
}

/** An orchestration that was ended by hand and begins anew does not take back what its job has become. */
const stateOf = ({ kind }: CarriedJob, record: JobRecord): JobState =>
  kind === record.kind && record.serviceId !== undefined ? record.state : 'preparing';
