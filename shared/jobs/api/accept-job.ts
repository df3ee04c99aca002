import { recordJobState, traceAcceptance } from '../../azure/telemetry/job-telemetry.ts';
import { traceParent } from '../../azure/telemetry/spans.ts';
import { hashOf } from '../../core/hash.ts';
import { RequestError } from '../../core/request-error.ts';
import type { JobServices } from '../activities/job-services.ts';
import { jobTypeNamed, storedJob } from '../activities/stored-request.ts';
import type { BoundJobType, BoundRequest } from '../contract/bound-job-type.ts';
import { deadlinesOf, type JobOptions } from '../contract/job-options.ts';
import type { Pace } from '../polling/pace.ts';
import { jobId } from '../store/job-id.ts';
import { hasEnded, JOB_STATE_VERSION, type JobRecord } from '../store/job-record.ts';
import { hasRequest, saveRequest } from '../store/job-request.ts';
import { typicalDuration } from '../store/typical-duration.ts';
import type { WorkflowState } from '../workflow/job-state.ts';

/** A request for a job, as it came over HTTP or a queue. */
export interface JobRequest {
  readonly kind: string;
  readonly body: unknown;
  /** The caller's own name for the request: sent again under it, it is the same job. */
  readonly key?: string | undefined;
}

export interface AcceptServices extends JobServices {
  readonly pace: Pace;
  /** True when posts to webhooks can be signed. */
  readonly canSignWebhooks: boolean;
  /** Starts the orchestration of a job; does nothing when it is there. */
  start(job: WorkflowState): Promise<void>;
}

export interface Accepted {
  readonly record: JobRecord;
  /** False when the same request had been accepted before. */
  readonly isNew: boolean;
}

/**
 * Accepts a request: the job is in the register and its orchestration runs when this returns. A request sent again finds the job
 * of the first, and gets going what a crash may have left undone.
 * @throws RequestError when the request cannot be used; RetryableError when that cannot be found out now
 */
export function acceptJob(request: JobRequest, services: AcceptServices): Promise<Accepted> {
  return traceAcceptance(
    request.kind,
    ({ record }) => record.id,
    () => accept(request, services),
  );
}

async function accept({ kind: name, body, key }: JobRequest, services: AcceptServices): Promise<Accepted> {
  const kind = jobTypeNamed(name, services);
  const open = kind.parse(body);
  const request: IncomingRequest = { kind, body, open, hash: hashOf({ kind: name, request: open.request }) };
  const known = key === undefined ? undefined : await services.store.read(jobId(kind.prefix, { key }));
  if (known !== undefined) return repeated(known.record, request, services);

  refuseUnsignedWebhook(open.request, services);
  const pins = await open.check(services.context);
  // Without a key it is the data as it is now that makes the job: the same words on other data are another one.
  const id = jobId(kind.prefix, key === undefined ? { requestHash: hashOf([request.hash, pins]) } : { key });
  const record = newRecord(id, request, services.now());
  if (!(await services.store.insert(record)))
    return repeated((await storedJob(id, services)).record, request, services);
  recordJobState(record);
  await saveRequest(services.context.files, id, name, { body, pins });
  await services.start(await carried(record, request, services));
  services.context.log.info(`${id} is accepted: ${name} of ${open.subject}.`);
  return { record, isNew: true };
}

interface IncomingRequest {
  readonly kind: BoundJobType;
  readonly body: unknown;
  readonly open: BoundRequest;
  readonly hash: string;
}

/** The request was accepted before, perhaps not to the end. */
async function repeated(record: JobRecord, request: IncomingRequest, services: AcceptServices): Promise<Accepted> {
  if (record.requestHash !== request.hash) {
    throw new RequestError(
      'key_reused',
      `The idempotency key was used for another request, which became the job ${record.id}. Give this request a key of its own.`,
    );
  }
  if (!hasEnded(record.state)) {
    const { files } = services.context;
    const { body, open, kind } = request;
    if (!(await hasRequest(files, record.id, kind.name))) {
      await saveRequest(files, record.id, kind.name, { body, pins: await open.check(services.context) });
    }
    await services.start(await carried(record, request, services));
  }
  return { record, isNew: false };
}

/** The job as its orchestration begins with it. */
async function carried(
  record: JobRecord,
  { kind, open }: IncomingRequest,
  services: AcceptServices,
): Promise<WorkflowState> {
  const typical = await typicalDuration(services.jobsTable, kind.name);
  const trace = traceParent();
  return {
    id: record.id,
    kind: kind.name,
    acceptedAt: record.createdAt.getTime(),
    deadlines: deadlinesOf(open.request, kind.deadlines),
    pace: services.pace,
    ...(typical === undefined ? {} : { typical }),
    ...(trace === undefined ? {} : { trace }),
    nextActivity: 'prepare',
    steps: 0,
    failures: 0,
  };
}

/** Characters of a subject that are kept: it is for lists. */
const MOST_SUBJECT = 200;

function newRecord(id: string, { kind, open: { request, subject }, hash }: IncomingRequest, now: number): JobRecord {
  const at = new Date(now);
  return {
    id,
    stateVersion: JOB_STATE_VERSION,
    kind: kind.name,
    state: 'accepted',
    subject: subject.slice(0, MOST_SUBJECT),
    createdAt: at,
    updatedAt: at,
    requestHash: hash,
    requestedAction: 'run',
    ...(request.webhook === undefined ? {} : { webhook: request.webhook }),
    // Announced by the first step: the register goes before the announcement.
    sequence: 1,
    announced: 0,
  };
}

function refuseUnsignedWebhook({ webhook }: JobOptions, { canSignWebhooks }: AcceptServices): void {
  if (webhook === undefined || canSignWebhooks) return;
  const message = 'webhook: set JOB_WEBHOOK_SECRET in the app first, so that posts can be signed.';
  const details = [{ field: 'webhook', problem: 'the app has no secret to sign posts with' }];
  throw new RequestError('webhook_not_possible', message, { details });
}
