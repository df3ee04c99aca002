import { instruments } from './instruments.ts';

export interface ScoredRun {
  readonly evalId: string;
  readonly scores: readonly { readonly criterion: string; readonly passRate: number; readonly mean?: number }[];
  /** Result of the gates, if there are any. */
  readonly verdict?: 'passed' | 'failed' | undefined;
}

/** Notes the scores of a run that has been collected; one that is collected again is noted again. */
export function recordScores({ evalId, scores, verdict }: ScoredRun): void {
  const { score, passRate, verdicts } = instruments();
  const of = { 'foundry_functions.evaluation.eval_id': evalId };
  for (const { criterion, ...numbers } of scores) {
    const labels = { ...of, 'gen_ai.evaluation.name': criterion };
    passRate.record(numbers.passRate, labels);
    if (numbers.mean !== undefined) score.record(numbers.mean, labels);
  }
  if (verdict !== undefined) verdicts.add(1, { ...of, 'foundry_functions.evaluation.verdict': verdict });
}
