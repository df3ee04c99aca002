import { RetryableError } from '../../core/errors.ts';
import { explainServiceError } from '../../foundry/service-error.ts';
import type { StoredJob } from '../store/job-store.ts';
import type { ActivityResult } from '../workflow/activity-result.ts';
import type { WorkflowState } from '../workflow/job-state.ts';
import { changeState, serviceIdOf } from './change-state.ts';
import { type JobServices, runContextOf } from './job-services.ts';
import { loadRequest, storedJob } from './stored-request.ts';

/** Milliseconds that one activity may spend on creating. After a crash, no other activity tries before. */
export const CREATE_LEASE_MS = 60_000;
/** Left of the lease when the request is sent: more than a request may take. */
const LEASE_RESERVE_MS = 35_000;

/** Makes the service's job, once: under a lease, and only when there is none with this job's key. */
export async function create(job: WorkflowState, services: JobServices): Promise<ActivityResult> {
  const stored = await storedJob(job.id, services);
  const lease = await takeLease(stored, services);
  if ('kind' in lease) return lease;
  try {
    const tools = runContextOf(services, job);
    const { open } = await loadRequest(job.id, job.kind, services);
    const known = await open.find(tools);
    if (known !== undefined) return await created(job, known, services);
    if (job.ending !== undefined || stored.record.requestedAction === 'cancel') {
      await open.abandon(tools);
      return { kind: 'not created', ending: job.ending ?? { state: 'cancelled' } };
    }
    if (lease.until - services.now() < LEASE_RESERVE_MS) {
      throw new RetryableError('Looking for an earlier job took too long to create one safely.', 1000);
    }
    return await created(job, await open.create(job.files ?? {}, tools), services);
  } catch (error) {
    const problem = explainServiceError(error, 'Creating the job');
    await services.store.update(lease.stored, { leaseUntil: new Date(0) });
    throw problem;
  }
}

async function created(job: WorkflowState, serviceId: string, services: JobServices): Promise<ActivityResult> {
  // The lease ends with what it was for: the comparison that may follow is created under one of its own.
  await changeState(
    job.id,
    'running',
    (record) => ({ ...serviceIdOf(job, serviceId, record), leaseUntil: new Date(0) }),
    services,
  );
  services.context.log.info(`${job.id} is ${serviceId} at the service.`);
  return { kind: 'created', serviceId };
}

type Lease = { readonly stored: StoredJob; readonly until: number };

async function takeLease(stored: StoredJob, { store, now }: JobServices): Promise<Lease | ActivityResult> {
  const held = (stored.record.leaseUntil?.getTime() ?? 0) - now();
  if (held > 0) return { kind: 'retry', why: 'another step is creating the job', wait: held };
  const until = now() + CREATE_LEASE_MS;
  const leased = await store.update(stored, { leaseUntil: new Date(until) });
  return leased === undefined
    ? { kind: 'retry', why: 'another step is at the job', wait: 1000 }
    : { stored: leased, until };
}
