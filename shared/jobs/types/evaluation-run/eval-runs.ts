import type { RunRetrieveResponse } from 'openai/resources/evals';
import { findFirst } from '../../../core/concurrency.ts';
import type { JobContext } from '../../contract/job-context.ts';
import { KEY_IN_METADATA } from '../../contract/job-options.ts';
import type { JobRunContext } from '../../contract/job-type.ts';
import { phaseOfStatus } from '../../contract/job-type.ts';

export type EvalRun = Pick<
  RunRetrieveResponse,
  'id' | 'eval_id' | 'status' | 'error' | 'result_counts' | 'created_at' | 'metadata' | 'name' | 'report_url' | 'model'
> & { readonly per_model_usage?: unknown };

/** A day: clocks differ. */
const SLACK_MS = 86_400_000;

/** The run that was made with this key. Runs come newest first; those from before the job's acceptance are not looked at. */
export async function findRun(
  evalId: string,
  runKey: string,
  { openai, acceptedAt }: JobRunContext,
): Promise<EvalRun | undefined> {
  const oldest = acceptedAt - SLACK_MS;
  const found = await findFirst<EvalRun>(
    openai.evals.runs.list(evalId, { order: 'desc', limit: 100 }),
    ({ metadata, created_at }) => metadata?.[KEY_IN_METADATA] === runKey || created_at * 1000 < oldest,
  );
  return found?.metadata?.[KEY_IN_METADATA] === runKey ? found : undefined;
}

export interface NewRun {
  readonly name?: string | undefined;
  readonly data_source: object;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Starts a run. The SDK's own method knows OpenAI's data sources only; this is what it does. */
export async function createRun(evalId: string, body: NewRun, { openai }: JobContext): Promise<EvalRun> {
  return openai.post<EvalRun>(`/evals/${encodeURIComponent(evalId)}/runs`, { body });
}

export const phaseOfRun = (status: string) =>
  phaseOfStatus(status, {
    running: ['queued', 'in_progress'],
    done: ['completed'],
    failed: ['failed'],
    cancelled: ['canceled', 'cancelled'],
  });
