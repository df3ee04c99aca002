import type { JobContext } from '../../contract/job-context.ts';
import type { JobResults } from '../../report/results.ts';
import { checkPrompt, knownEval } from '../evaluation-run/check-eval.ts';
import { checkData } from '../evaluation-run/rows.ts';
import { DEFAULT_PROMPT } from '../evaluation-run/target.ts';
import type { FineTuningRequest } from './request.ts';

/** The comparison that follows a training, when the request wants one. */
export function comparisonAfter({ compare, model }: FineTuningRequest, tunedModel: string): JobResults['followedBy'] {
  if (compare === undefined) return undefined;
  const { evalId, data, prompt, baseDeployment, tunedDeployment } = compare;
  return {
    kind: 'comparison',
    request: {
      evalId,
      data,
      ...(prompt === undefined ? {} : { prompt }),
      base: { model: baseDeployment ?? model },
      tuned: { model: tunedDeployment ?? tunedModel },
      // An operator deploys the model under a name of their choice first.
      waitForDeployment: tunedDeployment !== undefined,
    },
  };
}

/** Finds what is wrong with the comparison before the training is paid for. */
export async function checkComparison(
  { evalId, data, prompt }: NonNullable<FineTuningRequest['compare']>,
  tools: JobContext,
): Promise<void> {
  const known = await knownEval(evalId, tools);
  checkPrompt(prompt ?? DEFAULT_PROMPT, known);
  await checkData(data, known, tools);
}
