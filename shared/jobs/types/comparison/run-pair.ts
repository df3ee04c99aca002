import type { APIPromise } from 'openai/core/api-promise';
import { RequestError } from '../../../core/request-error.ts';
import type { ServiceReading } from '../../../foundry/reading.ts';
import { withServiceHeaders } from '../../../foundry/reading.ts';
import { explainServiceError, statusOf } from '../../../foundry/service-error.ts';
import type { JobContext } from '../../contract/job-context.ts';
import { KEY_IN_METADATA } from '../../contract/job-options.ts';
import type { JobRunContext, UploadedFiles } from '../../contract/job-type.ts';
import type { JobPhase } from '../../workflow/job-state.ts';
import { createRun, type EvalRun, findRun, phaseOfRun } from '../evaluation-run/eval-runs.ts';
import { rowSource } from '../evaluation-run/rows.ts';
import { dataSource } from '../evaluation-run/target.ts';
import type { ComparisonRequest } from './request.ts';

export const SIDES = ['base', 'tuned'] as const;
export type Side = (typeof SIDES)[number];

/** Two runs that belong together. */
export type RunPair = Readonly<Record<Side, EvalRun>>;

const runKey = (side: Side, key: string) => `${key}:${side}`;

/** One id for both; ids of the service hold no such sign. */
export const pairId = ({ base, tuned }: RunPair): string => `${base.id}+${tuned.id}`;

export async function findPair({ evalId }: ComparisonRequest, tools: JobRunContext): Promise<RunPair | undefined> {
  const base = await findRun(evalId, runKey('base', tools.key), tools);
  const tuned = base && (await findRun(evalId, runKey('tuned', tools.key), tools));
  return base && tuned && { base, tuned };
}

/** Starts what is missing of the pair. If the second one is refused, the first is cancelled: alone it is of no use. */
export async function createPair(
  request: ComparisonRequest,
  files: UploadedFiles,
  tools: JobRunContext,
): Promise<RunPair> {
  const base = await startSide('base', request, files, tools);
  try {
    return { base, tuned: await startSide('tuned', request, files, tools) };
  } catch (thrown) {
    const error = explainServiceError(thrown, 'Starting the run of the tuned model');
    if (error instanceof RequestError) await cancelRun(base, request.evalId, tools);
    throw error;
  }
}

async function startSide(
  side: Side,
  request: ComparisonRequest,
  files: UploadedFiles,
  tools: JobRunContext,
): Promise<EvalRun> {
  const { evalId, data, prompt } = request;
  const key = runKey(side, tools.key);
  const known = await findRun(evalId, key, tools);
  if (known !== undefined) return known;
  const source = await rowSource(data, files, tools);
  const body = {
    name: `${tools.key} ${side}`,
    data_source: dataSource(source, request[side], prompt),
    metadata: { [KEY_IN_METADATA]: key },
  };
  return createRun(evalId, body, tools);
}

export async function readPair(
  id: string,
  { evalId }: ComparisonRequest,
  { openai }: JobContext,
): Promise<ServiceReading<RunPair>> {
  const [base, tuned] = await Promise.all(
    runIds(id).map((runId) => {
      const request: APIPromise<EvalRun> = openai.evals.runs.retrieve(runId, { eval_id: evalId });
      return withServiceHeaders(request);
    }),
  );
  if (base === undefined || tuned === undefined) throw new RequestError('not_found', `${id} does not name two runs.`);
  const retryAfter = Math.max(base.retryAfter ?? 0, tuned.retryAfter ?? 0);
  return { job: { base: base.job, tuned: tuned.job }, ...(retryAfter > 0 ? { retryAfter } : {}) };
}

const runIds = (id: string): string[] => id.split('+');

/** Cancels a first run whose second one was never started. */
export async function abandonPair({ evalId }: ComparisonRequest, tools: JobRunContext): Promise<void> {
  const base = await findRun(evalId, runKey('base', tools.key), tools);
  if (base !== undefined) await cancelRun(base, evalId, tools);
}

/** Cancels what of the pair is still running. */
export async function cancelPair(pair: RunPair, evalId: string, tools: JobContext): Promise<void> {
  for (const side of SIDES) await cancelRun(pair[side], evalId, tools);
}

async function cancelRun({ id, status }: EvalRun, evalId: string, { openai }: JobContext): Promise<void> {
  const judgement = phaseOfRun(status);
  if (judgement !== 'running' && judgement !== 'unknown') return;
  await openai.evals.runs.cancel(id, { eval_id: evalId }).catch((error: unknown) => {
    // It has ended in between, or is gone: that is as good.
    if (statusOf(error) !== 400 && statusOf(error) !== 404) throw error;
  });
}

/** Returns the phase of two runs together: the worse of them once both have ended. */
export function phaseOfPair({ base, tuned }: RunPair): JobPhase {
  const both = [phaseOfRun(base.status), phaseOfRun(tuned.status)];
  for (const judgement of ['unknown', 'running', 'failed', 'cancelled'] as const) {
    if (both.includes(judgement)) return judgement;
  }
  return 'done';
}
