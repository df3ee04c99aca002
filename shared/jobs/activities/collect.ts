import { explainServiceError } from '../../foundry/service-error.ts';
import { saveRequest } from '../store/job-request.ts';
import { saveResults } from '../store/job-results.ts';
import { recordDuration } from '../store/typical-duration.ts';
import type { ActivityResult } from '../workflow/activity-result.ts';
import type { WorkflowState } from '../workflow/job-state.ts';
import { changeState } from './change-state.ts';
import { type JobServices, runContextOf } from './job-services.ts';
import { mirrorEvents } from './mirror-events.ts';
import { loadRequest } from './stored-request.ts';

/** Brings home what the service's job leaves behind, whatever way it ended. */
export async function collect(job: WorkflowState, services: JobServices): Promise<ActivityResult> {
  const { id, kind } = job;
  const serviceId = job.serviceId ?? '';
  await changeState(id, 'collecting', {}, services);
  const { open } = await loadRequest(id, kind, services);
  try {
    await mirrorEvents(job, serviceId, open, services);
    const { followedBy, failure, ...part } = await open.collect(serviceId, runContextOf(services, job));
    await saveResults(services.context.files, id, kind, part);
    if (job.ending !== undefined) return { kind: 'collected' };
    if (failure !== undefined) return { kind: 'collected', failure };
    await recordDuration(services.jobsTable, kind, services.now() - (job.startedAt ?? services.now()));
    if (followedBy === undefined) return { kind: 'collected' };
    await saveRequest(services.context.files, id, followedBy.kind, { body: followedBy.request });
    return { kind: 'collected', followedBy: followedBy.kind };
  } catch (error) {
    throw explainServiceError(error, `Collecting the results of ${serviceId}`);
  }
}
