import { RequestError } from '../../core/request-error.ts';
import type { ApiResponse } from '../../http/response.ts';
import type { JobServices } from '../activities/job-services.ts';
import { jobTypeNamed } from '../activities/stored-request.ts';
import { hasEnded, type JobRecord } from '../store/job-record.ts';
import { jobView } from '../store/job-view.ts';
import type { Command } from '../workflow/job-state.ts';
import { RETRY_AFTER_S } from './create-job.ts';
import { jobNamed } from './read-jobs.ts';
import { withProblems } from './with-problems.ts';

export interface CommandServices extends JobServices {
  /** Lets the orchestration look at its job now; without it, it looks at its next turn. */
  wake(id: string): Promise<void>;
}

/**
 * Answers `POST /api/jobs/{id}/cancel|pause|resume`: 202, and the service is told. Cancelling what is cancelled or has ended is no
 * error; pausing it is one.
 */
export const commandJob = (id: string, order: Command, base: string, services: CommandServices): Promise<ApiResponse> =>
  withProblems(async () => {
    const job = await jobNamed(id, services);
    const headers = { location: `${base}/jobs/${id}` };
    if (hasEnded(job.state) && order === 'cancel') return { status: 200, headers, body: jobView(job) };
    refuseImpossible(job, order, services);
    await services.store.requestAction(id, order);
    await services.wake(id);
    return {
      status: 202,
      headers: { ...headers, 'retry-after': String(RETRY_AFTER_S) },
      body: jobView({ ...job, requestedAction: order }),
    };
  });

function refuseImpossible(job: JobRecord, order: Command, services: JobServices): void {
  if (order === 'cancel') return;
  const why = hasEnded(job.state)
    ? `it has ended (${job.state})`
    : job.requestedAction === 'cancel'
      ? 'it is being cancelled'
      : jobTypeNamed(job.kind, services).commands.includes(order)
        ? undefined
        : `the service cannot ${order} jobs of the kind ${job.kind}`;
  if (why !== undefined) throw new RequestError('not_possible', `${job.id} cannot ${order}: ${why}.`, { status: 409 });
}
