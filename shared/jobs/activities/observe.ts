import { RetryableError } from '../../core/errors.ts';
import { explainServiceError, statusOf } from '../../foundry/service-error.ts';
import type { ServiceSnapshot } from '../contract/bound-job-type.ts';
import type { JobState } from '../store/job-record.ts';
import type { ActivityResult, Observation, RequestedAction } from '../workflow/activity-result.ts';
import { eventsAreDue } from '../workflow/deadlines.ts';
import type { WorkflowState } from '../workflow/job-state.ts';
import { changeState, serviceIdOf } from './change-state.ts';
import type { JobServices } from './job-services.ts';
import { mirrorEvents } from './mirror-events.ts';
import { loadRequest } from './stored-request.ts';

/** For so long after its creation a job that the service does not find yet is waited for, in milliseconds. */
const CREATION_GRACE_MS = 120_000;

/** Looks at the service's job, and at what is wanted of it here. */
export async function observe(job: WorkflowState, services: JobServices): Promise<ActivityResult> {
  const serviceId = job.serviceId ?? '';
  const { open } = await loadRequest(job.id, job.kind, services);
  const look = await open.read(serviceId, services.context).catch((error: unknown) => {
    throw notVisibleYet(job, error, services) ?? explainServiceError(error, `Reading ${serviceId}`);
  });
  if (look.phase === 'unknown') {
    services.context.log.warn(`${job.id}: the service says "${look.status}", which is not known here. Waiting.`);
  }
  const { requestedAction } = await changeState(
    job.id,
    ({ requestedAction }) => stateOf(job, look, requestedAction),
    (record) => ({ ...serviceIdOf(job, serviceId, record), serviceStatus: look.status }),
    services,
  );
  return {
    kind: 'observed',
    phase: look.phase,
    status: look.status,
    fingerprint: look.fingerprint,
    requestedAction,
    ...(await events(job, serviceId, open, services)),
    ...(look.retryAfter === undefined ? {} : { retryAfter: look.retryAfter }),
    ...(look.reason === undefined ? {} : { reason: look.reason }),
    ...(look.remaining === undefined ? {} : { remaining: look.remaining }),
  };
}

async function events(
  job: WorkflowState,
  serviceId: string,
  open: Parameters<typeof mirrorEvents>[2],
  services: JobServices,
): Promise<Pick<Observation, 'events' | 'lastEvent'>> {
  if (open.events === undefined) return { events: 'none' };
  if (!eventsAreDue(job, services.now())) return { events: 'skipped' };
  try {
    const last = await mirrorEvents(job, serviceId, open, services);
    return { events: 'read', ...(last === undefined ? {} : { lastEvent: last }) };
  } catch (error) {
    throw explainServiceError(error, `Reading the events of ${serviceId}`);
  }
}

function stateOf(job: WorkflowState, { phase }: ServiceSnapshot, wish: RequestedAction): JobState {
  if (phase === 'done' || phase === 'failed' || phase === 'cancelled') return 'collecting';
  if (wish === 'cancel' || job.ending !== undefined) return 'cancelling';
  if (phase === 'paused') return 'paused';
  return wish === 'pause' ? 'pausing' : 'running';
}

function notVisibleYet(job: WorkflowState, error: unknown, { now }: JobServices): RetryableError | undefined {
  if (statusOf(error) !== 404 || now() - (job.startedAt ?? 0) > CREATION_GRACE_MS) return undefined;
  return new RetryableError(`The service does not show ${job.serviceId ?? 'the job'} yet.`, 5_000, { cause: error });
}
