import { RESULTS_CONTAINER } from './job-files.ts';
import { hasEnded, type JobRecord } from './job-record.ts';

/** A job as the API and the messages show it. */
export function jobView(job: JobRecord) {
  const {
    id,
    kind,
    state,
    subject,
    createdAt,
    updatedAt,
    endedAt,
    serviceId,
    serviceStatus,
    requestedAction,
    reason,
    verdict,
  } = job;
  return {
    id,
    kind,
    state,
    subject,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(serviceStatus === undefined ? {} : { serviceStatus }),
    ...(requestedAction === 'run' || hasEnded(state) ? {} : { requested: requestedAction }),
    ...(reason === undefined ? {} : { reason }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(hasEnded(state) ? { results: resultPaths(id) } : {}),
  };
}

export type JobView = ReturnType<typeof jobView>;

/** Container and blob of what is kept of a job that has ended. */
const resultPaths = (id: string) => ({
  report: `${RESULTS_CONTAINER}/${id}/report.md`,
  result: `${RESULTS_CONTAINER}/${id}/result.json`,
});
