import type { ApiResponse } from '../../http/response.ts';
import type { JobServices } from '../../jobs/activities/job-services.ts';
import { jobView } from '../../jobs/store/job-view.ts';
import type { ShownRun } from '../service/service-runs.ts';
import type { RunHistory } from '../store/run-history.ts';

const MOST = 50;

/** Returns the runs that the service started for an entry, newest first. */
type RunsAtService = (limit: number) => Promise<readonly ShownRun[]>;

/**
 * Answers `GET /api/evaluations/{name}/runs`: the occurrences of an entry with the current state of their jobs, newest first, including runs
 * that the service started.
 */
export async function listRuns(
  name: string,
  history: RunHistory,
  { store }: Pick<JobServices, 'store'>,
  atService: RunsAtService = async () => [],
): Promise<ApiResponse> {
  const [records, theirs] = await Promise.all([history.list(name, MOST), atService(MOST)]);
  const ours = await Promise.all(
    records.map(async ({ id: _id, name: _name, job, occurrence, first, ...record }): Promise<ShownRun> => {
      const stored = job === undefined ? undefined : await store.read(job);
      return {
        ...record,
        occurrence: occurrence.toISOString(),
        ...(first === undefined ? {} : { first: first.toISOString() }),
        ...(stored === undefined ? { job } : { job: jobView(stored.record) }),
      };
    }),
  );
  const runs = [...ours, ...theirs].toSorted((a, b) => (a.occurrence < b.occurrence ? 1 : -1)).slice(0, MOST);
  return { status: 200, body: { name, runs } };
}
