import { explainServiceError } from '../../foundry/service-error.ts';
import { keepRequest } from '../store/job-request.ts';
import { keepPart } from '../store/job-results.ts';
import { learnLength } from '../store/typical-duration.ts';
import type { Answer } from '../workflow/activity-result.ts';
import type { CarriedJob } from '../workflow/job-state.ts';
import { moveTo } from './change-state.ts';
import { type JobServices, keyed } from './job-services.ts';
import { mirrorEvents } from './mirror-events.ts';
import { openKept } from './stored-request.ts';

/** Brings home what the service's job leaves behind, whatever way it ended. */
export async function collect(job: CarriedJob, services: JobServices): Promise<Answer> {
  const { id, kind } = job;
  const serviceId = job.serviceId ?? '';
  await moveTo(id, 'collecting', {}, services);
  const { open } = await openKept(id, kind, services);
  try {
    await mirrorEvents(job, serviceId, open, services);
    const { followedBy, ...part } = await open.collect(serviceId, keyed(services, job));
    await keepPart(services.tools.files, id, kind, part);
    if (job.ending !== undefined) return { kind: 'collected' };
    await learnLength(services.jobsTable, kind, services.now() - (job.startedAt ?? services.now()));
    if (followedBy === undefined) return { kind: 'collected' };
    await keepRequest(services.tools.files, id, followedBy.kind, { body: followedBy.request });
    return { kind: 'collected', followedBy: followedBy.kind };
  } catch (error) {
    throw explainServiceError(error, `Collecting the results of ${serviceId}`);
  }
}
