import type { ApiResponse } from '../../http/response.ts';
import { hasEnded } from '../store/job-record.ts';
import { jobView } from '../store/job-view.ts';
import { type AcceptServices, acceptJob } from './accept-job.ts';
import { idempotencyKey, parseBody } from './parse-body.ts';
import { withProblems } from './with-problems.ts';

/** Seconds after which it is worth asking for a job again. */
export const RETRY_AFTER_S = 10;

export interface CreateCall {
  readonly kind: string;
  readonly body: string;
  /** Parts of the request that stand in the path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | null;
  /** Base of the API, for instance `https://app.azurewebsites.net/api`. */
  readonly base: string;
}

/** Answers `POST /api/fine-tuning/jobs` and `POST /api/evals/{evalId}/runs`: 202 and where to look for the job. */
export const createJob = (call: CreateCall, services: AcceptServices): Promise<ApiResponse> =>
  withProblems(async () => {
    const body = { ...parseBody(call.body), ...call.path };
    const { record } = await acceptJob({ kind: call.kind, body, key: idempotencyKey(call.idempotencyKey) }, services);
    const headers = { location: `${call.base}/jobs/${record.id}` };
    // The same request again, and its job has long ended: there is nothing to wait for.
    if (hasEnded(record.state)) return { status: 200, headers, body: jobView(record) };
    return { status: 202, headers: { ...headers, 'retry-after': String(RETRY_AFTER_S) }, body: jobView(record) };
  });
