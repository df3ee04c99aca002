import * as z from 'zod';
import { forEachConcurrently } from '../../core/concurrency.ts';
import { RequestError } from '../../core/request-error.ts';
import { parseRequest } from '../../core/validation.ts';
import type { ApiResponse } from '../../http/response.ts';
import { parseBody } from '../../jobs/api/parse-body.ts';
import { jobView } from '../../jobs/store/job-view.ts';
import { runLabel } from '../../jobs/types/evaluation-run/baseline.ts';
import { responseId } from '../../jobs/types/evaluation-run/data.ts';
import type { ReadEntry } from '../config/check-evaluations.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import { responseProblem } from '../responses/stored-responses.ts';
import { MOST_IN_BATCH } from '../scheduler/response-batches.ts';
import { type Runnable, type StartServices, startRun } from '../start/start-run.ts';

export const runRequest = z.strictObject({
  label: runLabel.optional(),
  /** The responses to evaluate, for a rule. */
  responses: z.array(responseId).min(1, 'is empty').max(MOST_IN_BATCH).optional(),
});

type RunRequest = z.infer<typeof runRequest>;

/**
 * Answers `POST /api/evaluations/{name}/run`: starts a run now, as a job of this app. The same key is the same run.
 * @throws RequestError for a rule without responses in the request, or with responses of another agent
 */
export async function runNow(
  entry: ReadEntry,
  { key: given, body }: { readonly key?: string | undefined; readonly body?: string },
  services: StartServices,
): Promise<ApiResponse> {
  const request = parseRequest(runRequest, body?.trim() ? parseBody(body) : {});
  const runnable = await runnableNow(entry, request, services);
  const { name } = runnable;
  const id = `evaluation/${name}/by-hand/${given ?? new Date(services.now()).toISOString()}`;
  const { record } = await startRun(runnable, id, services, request.label);
  const about = { id, name, occurrence: record.createdAt };
  await services.history.keep({ ...about, outcome: 'started', job: record.id, reason: 'asked for by hand' });
  return { status: 202, body: jobView(record) };
}

async function runnableNow(entry: ReadEntry, { responses }: RunRequest, services: StartServices): Promise<Runnable> {
  if (entry.kind === 'rule') return ruleNow(entry.rule, responses, services);
  if (responses !== undefined) {
    const problem = 'is for rules on responses: this entry brings its own rows';
    throw new RequestError('invalid_request', `responses: ${problem}.`, { details: [{ field: 'responses', problem }] });
  }
  return entry.kind === 'evaluation' ? entry.evaluation : entry.schedule;
}

async function ruleNow(
  rule: ResponseRule,
  responses: readonly string[] | undefined,
  services: StartServices,
): Promise<Runnable> {
  const { name, agent } = rule;
  if (responses === undefined) {
    const why = `${name} evaluates responses as they come, and has none to begin with. Name some of ${agent}: { "responses": ["resp_..."] }.`;
    throw new RequestError('no_responses', why, { status: 409 });
  }
  const problems: string[] = [];
  await forEachConcurrently(responses, 8, async (id) => {
    const problem = await responseProblem(id, agent, services);
    if (problem !== undefined) problems.push(`${id}: ${problem.text}`);
  });
  if (problems.length === 0) return { ...rule, data: { responses: [...new Set(responses)] } };
  const details = problems.map((problem) => ({ field: 'responses', problem }));
  throw new RequestError('invalid_responses', `responses: ${problems.join(' ')}`, { details });
}
