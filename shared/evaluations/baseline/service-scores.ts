import { explainServiceError, statusOf } from '../../foundry/service-error.ts';
import type { JobTools } from '../../jobs/contract/job-context.ts';
import { knownEval } from '../../jobs/types/evaluation-run/check-eval.ts';
import { judgeRun } from '../../jobs/types/evaluation-run/eval-runs.ts';
import { outputItems } from '../../jobs/types/evaluation-run/output-items.ts';
import { ScoreCard, verdictsOf } from '../../jobs/types/evaluation-run/score-card.ts';
import type { FoundBaseline } from './find-baseline.ts';

/** The scores of a run at the service, whoever started it: added up from its rows, since the service's own sums have no means. */
export async function serviceScores(
  runId: string,
  evalId: string,
  tools: Pick<JobTools, 'openai'>,
): Promise<FoundBaseline> {
  try {
    const { status } = await tools.openai.evals.runs.retrieve(runId, { eval_id: evalId });
    if (judgeRun(status) !== 'done') return { problem: `The run ${runId} has not completed: it is ${status}.` };
    const { criteria } = await knownEval(evalId, tools);
    const card = new ScoreCard(criteria);
    for await (const item of outputItems({ evalId, runId }, tools)) card.add(verdictsOf(item, criteria));
    return { scores: card.scores() };
  } catch (error) {
    if (statusOf(error) === 404) return { problem: `The eval ${evalId} has no run ${runId}.` };
    throw explainServiceError(error, `Reading the run ${runId}`);
  }
}
