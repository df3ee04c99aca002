import { explainServiceError } from '../../foundry/service-error.ts';
import type { Answer } from '../workflow/activity-result.ts';
import type { CarriedJob } from '../workflow/job-state.ts';
import type { JobServices } from './job-services.ts';
import { openKept } from './stored-request.ts';

/** Tells the service to cancel, pause or resume the job. That it has done so shows with the next look. */
export async function order(job: CarriedJob, services: JobServices): Promise<Answer> {
  const what = job.order ?? 'cancel';
  const serviceId = job.serviceId ?? '';
  const { open } = await openKept(job.id, job.kind, services);
  try {
    await open.order(what, serviceId, services.tools);
  } catch (error) {
    throw explainServiceError(error, `Telling the service to ${what} ${serviceId}`);
  }
  services.tools.log.info(`${job.id}: the service was told to ${what} ${serviceId}.`);
  return { kind: 'ordered', what };
}
