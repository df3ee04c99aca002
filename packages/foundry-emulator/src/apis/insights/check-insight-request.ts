import { badRequest } from '../../core/http/api-error.ts';
import type { AgentStore } from '../agents/agent-store.ts';
import { hasEnded } from '../evals/objects/eval-run.ts';
import type { EvalStore } from '../evals/run/run-store.ts';
import type { InsightRequest } from './insight.ts';

/** @throws ApiError 400 naming the invalid field */
export function checkRequest(request: InsightRequest, kept: EvalStore, agents: AgentStore): void {
  if (request.type === 'AgentClusterInsight') {
    if (agents.find(request.agentName)) return;
    throw badRequest(`There is no agent ${request.agentName}.`, 'request.agentName');
  }
  const { evalId } = request;
  if (!kept.evals.get(evalId)) throw badRequest(`There is no eval ${evalId}.`, 'request.evalId');
  const checkRun = (id: string, field: string): void => {
    const run = kept.runs.get(id);
    if (run?.eval_id !== evalId) throw badRequest(`There is no run ${id} of eval ${evalId}.`, field);
    if (!hasEnded(run)) throw badRequest(`The run ${id} is ${run.status}. Ask again when it has ended.`, field);
  };
  const comparison = request.type === 'EvaluationComparison';
  if (comparison) checkRun(request.baselineRunId, 'request.baselineRunId');
  const [field, ids] = comparison ? ['treatmentRunIds', request.treatmentRunIds] : ['runIds', request.runIds];
  for (const [at, id] of ids.entries()) checkRun(id, `request.${field}[${at}]`);
}
