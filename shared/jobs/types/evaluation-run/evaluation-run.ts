import { withServiceHeaders } from '../../../foundry/reading.ts';
import { KEY_IN_METADATA } from '../../contract/job-options.ts';
import type { JobType } from '../../contract/job-type.ts';
import { checkBaseline, checkGates, checkPrompt, knownEval } from './check-eval.ts';
import { collectEvaluationRun, type RecordResult } from './collect.ts';
import { createRun, type EvalRun, findRun, phaseOfRun } from './eval-runs.ts';
import { type EvaluationRunRequest, evaluationRunRequest } from './request.ts';
import { checkData, prepareRows } from './rows.ts';
import { checkResponses, runSource } from './run-source.ts';
import { DEFAULT_PROMPT } from './target.ts';

const HOUR_MS = 3_600_000;

/** An eval is run over rows of data, as they are or as answered by an agent or a model. */
export const EVALUATION_RUN = 'evaluation-run';

export const evaluationRun = (recordResult?: RecordResult): JobType<EvaluationRunRequest, EvalRun> => ({
  name: EVALUATION_RUN,
  prefix: 'er',
  request: evaluationRunRequest,
  deadlines: { total: 24 * HOUR_MS, noProgress: 2 * HOUR_MS },
  subject: ({ evalId, name }) => name ?? evalId,
  check: async ({ evalId, gates, data, target, prompt, baseline, metadata }, tools) => {
    checkResponses({ data, target });
    checkBaseline({ baseline, metadata });
    const known = await knownEval(evalId, tools);
    checkGates(gates, known);
    if (target !== undefined) checkPrompt(prompt ?? DEFAULT_PROMPT, known);
    return checkData(data, known, tools);
  },
  prepare: async ({ evalId, data }, tools) => prepareRows(data, await knownEval(evalId, tools), tools),
  find: ({ evalId }, tools) => findRun(evalId, tools.key, tools),
  create: async ({ evalId, name, data, target, prompt, metadata }, files, tools) =>
    createRun(
      evalId,
      {
        name: name ?? tools.key,
        data_source: await runSource({ data, target, prompt }, files, tools),
        metadata: { ...metadata, [KEY_IN_METADATA]: tools.key },
      },
      tools,
    ),
  id: ({ id }) => id,
  read: (id, { evalId }, { openai }) =>
    withServiceHeaders<EvalRun>(openai.evals.runs.retrieve(id, { eval_id: evalId })),
  status: ({ status }) => status,
  phase: ({ status }) => phaseOfRun(status),
  reason: ({ error }) =>
    error?.message
      ? { code: error.code || 'service_failed', message: `The service says: ${error.message}` }
      : undefined,
  progress: ({ status, result_counts }) => [status, result_counts],
  cancel: (id, { evalId }, { openai }) => openai.evals.runs.cancel(id, { eval_id: evalId }),
  collect: (run, request, context) => collectEvaluationRun(run, request, context, recordResult),
});
