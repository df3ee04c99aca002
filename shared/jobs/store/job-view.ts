import { RESULTS_CONTAINER } from './job-files.ts';
import { hasEnded, isLeftBehind, type JobRecord } from './job-record.ts';

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
    laterStages,
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
    ...(serviceId === undefined || laterStages === undefined ? {} : { stages: stagesOf(kind, serviceId, laterStages) }),
    ...(serviceStatus === undefined ? {} : { serviceStatus }),
    ...(requestedAction === 'run' || hasEnded(state) ? {} : { requested: requestedAction }),
    ...(isLeftBehind(job) ? { reason: LEFT_BEHIND } : reason === undefined ? {} : { reason }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(hasEnded(state) ? { results: resultPaths(id) } : {}),
  };
}

const LEFT_BEHIND = {
  code: 'started_by_earlier_version',
  message:
    'This job was started before the upgrade to version 2, which does not continue it. Send its request again with the same ' +
    'Idempotency-Key: the job is taken up where the service has it.',
};

/** Each stage of a job with its id at the service, in order. */
export const stagesOf = (kind: string, serviceId: string, later: Readonly<Record<string, string>>) => [
  { kind, serviceId },
  ...Object.entries(later).map(([stage, id]) => ({ kind: stage, serviceId: id })),
];

export type JobView = ReturnType<typeof jobView>;

/** Container and blob of what is kept of a job that has ended. */
const resultPaths = (id: string) => ({
  report: `${RESULTS_CONTAINER}/${id}/report.md`,
  result: `${RESULTS_CONTAINER}/${id}/result.json`,
});
