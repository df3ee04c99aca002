import type { JobContext } from '../../contract/job-context.ts';
import { checkPrompt, knownEval } from '../evaluation-run/check-eval.ts';
import { checkData } from '../evaluation-run/rows.ts';
import { DEFAULT_PROMPT } from '../evaluation-run/target.ts';
import type { FineTuningRequest } from './request.ts';

/** Finds what is wrong with the comparison before the training is paid for. */
export async function checkComparison(
  { evalId, data, prompt }: NonNullable<FineTuningRequest['compare']>,
  tools: JobContext,
): Promise<void> {
  const known = await knownEval(evalId, tools);
  checkPrompt(prompt ?? DEFAULT_PROMPT, known);
  await checkData(data, known, tools);
}
