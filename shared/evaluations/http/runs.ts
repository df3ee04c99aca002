import type { HttpAnswer } from '../../http/answer.ts';
import { jobView } from '../../jobs/outcome/job-view.ts';
import type { JobServices } from '../../jobs/steps/services.ts';
import type { Evaluation } from '../config/evaluation.ts';
import type { RunHistory } from '../keep/run-history.ts';

const MOST = 50;

/** Answers `GET /api/evaluations/{name}/runs`: what became of each occurrence, the newest first, with the jobs as they are now. */
export async function listRuns(
  { name }: Evaluation,
  history: RunHistory,
  { register }: JobServices,
): Promise<HttpAnswer> {
  const records = await history.list(name, MOST);
  const runs = await Promise.all(
    records.map(async ({ id: _id, name: _name, job, ...record }) => {
      const stored = job === undefined ? undefined : await register.read(job);
      return { ...record, ...(stored === undefined ? { job } : { job: jobView(stored.record) }) };
    }),
  );
  return { status: 200, body: { name, runs } };
}
