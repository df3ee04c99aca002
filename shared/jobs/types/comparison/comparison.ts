import { RetryableError } from '../../../core/errors.ts';
import { statusOf } from '../../../foundry/service-error.ts';
import type { JobType } from '../../contract/job-type.ts';
import { checkPrompt, knownEval } from '../evaluation-run/check-eval.ts';
import { checkData, prepareRows } from '../evaluation-run/rows.ts';
import { DEFAULT_PROMPT } from '../evaluation-run/target.ts';
import { collectComparison } from './collect.ts';
import { type ComparisonRequest, comparisonRequest } from './request.ts';
import {
  abandonPair,
  cancelPair,
  createPair,
  findPair,
  pairId,
  phaseOfPair,
  type RunPair,
  readPair,
  SIDES,
} from './run-pair.ts';

const HOUR_MS = 3_600_000;
/** Milliseconds between two checks for the deployment of the tuned model. */
const DEPLOYMENT_PAUSE_MS = 300_000;

/** Two targets answer the same rows under the same eval: is the second one better? Follows a fine-tuning job. */
export const comparison: JobType<ComparisonRequest, RunPair> = {
  name: 'comparison',
  prefix: 'cm',
  request: comparisonRequest,
  deadlines: { total: 24 * HOUR_MS, noProgress: 2 * HOUR_MS },
  subject: ({ evalId }) => evalId,
  check: async ({ evalId, data, prompt }, tools) => {
    const known = await knownEval(evalId, tools);
    checkPrompt(prompt ?? DEFAULT_PROMPT, known);
    return checkData(data, known, tools);
  },
  prepare: async ({ evalId, data }, tools) => prepareRows(data, await knownEval(evalId, tools), tools),
  find: findPair,
  create: async (request, files, tools) => {
    if (request.waitForDeployment) await waitForDeployment(request.tuned.model ?? '', tools.project);
    return createPair(request, files, tools);
  },
  abandon: abandonPair,
  id: pairId,
  read: readPair,
  status: ({ base, tuned }) => (base.status === tuned.status ? base.status : `${base.status} and ${tuned.status}`),
  phase: phaseOfPair,
  reason: (pair) => {
    const side = SIDES.find((name) => pair[name].error?.message);
    if (side === undefined) return undefined;
    const { code, message } = pair[side].error;
    return { code: code || 'service_failed', message: `The service says of the ${side} model's run: ${message}` };
  },
  progress: ({ base, tuned }) => [base.status, tuned.status, base.result_counts, tuned.result_counts],
  cancel: async (id, request, tools) => cancelPair((await readPair(id, request, tools)).job, request.evalId, tools),
  collect: collectComparison,
};

async function waitForDeployment(
  name: string,
  project: { readonly deployments: { get(name: string): Promise<unknown> } },
): Promise<void> {
  await project.deployments.get(name).catch((error: unknown) => {
    if (statusOf(error) !== 404) throw error;
    throw new RetryableError(`Waiting for the tuned model to be deployed as "${name}".`, DEPLOYMENT_PAUSE_MS);
  });
}
