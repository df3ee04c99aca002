import { RetryableError } from '../../core/errors.ts';
import { explainServiceError, statusOf } from '../../foundry/service-error.ts';
import type { Look } from '../contract/bound-job-type.ts';
import type { JobState } from '../store/job-record.ts';
import type { Answer, Seen, Wish } from '../workflow/activity-result.ts';
import { eventsAreDue } from '../workflow/events-due.ts';
import type { CarriedJob } from '../workflow/job-state.ts';
import { moveTo } from './change-state.ts';
import type { JobServices } from './job-services.ts';
import { mirrorEvents } from './mirror-events.ts';
import { openKept } from './stored-request.ts';

/** For so long after its creation a job that the service does not find yet is waited for, in milliseconds. */
const NEWBORN_MS = 120_000;

/** Looks at the service's job, and at what is wanted of it here. */
export async function observe(job: CarriedJob, services: JobServices): Promise<Answer> {
  const serviceId = job.serviceId ?? '';
  const { open } = await openKept(job.id, job.kind, services);
  const look = await open.look(serviceId, services.tools).catch((error: unknown) => {
    throw newbornIsMissing(job, error, services) ?? explainServiceError(error, `Reading ${serviceId}`);
  });
  if (look.judgement === 'unknown') {
    services.tools.log.warn(`${job.id}: the service says "${look.status}", which is not known here. Waiting.`);
  }
  const { wish } = await moveTo(
    job.id,
    ({ wish }) => stateOf(job, look, wish),
    { serviceId, serviceStatus: look.status },
    services,
  );
  return {
    kind: 'seen',
    judgement: look.judgement,
    status: look.status,
    print: look.print,
    wish,
    ...(await events(job, serviceId, open, services)),
    ...(look.asked === undefined ? {} : { asked: look.asked }),
    ...(look.reason === undefined ? {} : { reason: look.reason }),
    ...(look.remaining === undefined ? {} : { remaining: look.remaining }),
  };
}

async function events(
  job: CarriedJob,
  serviceId: string,
  open: Parameters<typeof mirrorEvents>[2],
  services: JobServices,
): Promise<Pick<Seen, 'events' | 'lastEvent'>> {
  if (open.events === undefined) return { events: 'none' };
  if (!eventsAreDue(job, services.now())) return { events: 'skipped' };
  try {
    const last = await mirrorEvents(job, serviceId, open, services);
    return { events: 'read', ...(last === undefined ? {} : { lastEvent: last }) };
  } catch (error) {
    throw explainServiceError(error, `Reading the events of ${serviceId}`);
  }
}

function stateOf(job: CarriedJob, { judgement }: Look, wish: Wish): JobState {
  if (judgement === 'done' || judgement === 'failed' || judgement === 'cancelled') return 'collecting';
  if (wish === 'cancel' || job.ending !== undefined) return 'cancelling';
  if (judgement === 'paused') return 'paused';
  return wish === 'pause' ? 'pausing' : 'running';
}

function newbornIsMissing(job: CarriedJob, error: unknown, { now }: JobServices): RetryableError | undefined {
  if (statusOf(error) !== 404 || now() - (job.startedAt ?? 0) > NEWBORN_MS) return undefined;
  return new RetryableError(`The service does not show ${job.serviceId ?? 'the job'} yet.`, 5_000, { cause: error });
}
