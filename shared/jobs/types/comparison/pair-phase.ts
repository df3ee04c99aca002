import type { Judgement } from '../../contract/job-type.ts';
import { judgeRun } from '../evaluation-run/eval-runs.ts';
import type { RunPair } from './run-pair.ts';

/** What two runs mean together: the worse of them, as long as both have ended. */
export function judgePair({ base, tuned }: RunPair): Judgement {
  const both = [judgeRun(base.status), judgeRun(tuned.status)];
  for (const judgement of ['unknown', 'running', 'failed', 'cancelled'] as const) {
    if (both.includes(judgement)) return judgement;
  }
  return 'done';
}
