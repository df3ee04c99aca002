import { explainServiceError } from '../../foundry/service-error.ts';
import type { ActivityResult } from '../workflow/activity-result.ts';
import type { WorkflowState } from '../workflow/job-state.ts';
import type { JobServices } from './job-services.ts';
import { loadRequest } from './stored-request.ts';

/** Tells the service to cancel, pause or resume the job. That it has done so shows with the next look. */
export async function sendCommand(job: WorkflowState, services: JobServices): Promise<ActivityResult> {
  const command = job.command ?? 'cancel';
  const serviceId = job.serviceId ?? '';
  const { open } = await loadRequest(job.id, job.kind, services);
  try {
    await open.sendCommand(command, serviceId, services.context);
  } catch (error) {
    throw explainServiceError(error, `Telling the service to ${command} ${serviceId}`);
  }
  services.context.log.info(`${job.id}: the service was told to ${command} ${serviceId}.`);
  return { kind: 'commanded', command };
}
