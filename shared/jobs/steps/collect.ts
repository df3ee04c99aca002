import type { Answer } from '../carry/answer.ts';
import type { CarriedJob } from '../carry/carried-job.ts';
import { keepRequest } from '../register/job-request.ts';
import { learnLength } from '../register/typical-length.ts';
import { explainServiceError } from '../service-error.ts';
import { keepPart } from './job-parts.ts';
import { mirrorEvents } from './mirror-events.ts';
import { moveTo } from './move-to.ts';
import { openKept } from './opened.ts';
import { type JobServices, keyed } from './services.ts';

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
