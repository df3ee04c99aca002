import type { JobPhase } from '../../workflow/job-state.ts';
import { phaseOfRun } from '../evaluation-run/eval-runs.ts';
import type { RunPair } from './run-pair.ts';

/** What two runs mean together: the worse of them, as long as both have ended. */
export function phaseOfPair({ base, tuned }: RunPair): JobPhase {
  const both = [phaseOfRun(base.status), phaseOfRun(tuned.status)];
  for (const judgement of ['unknown', 'running', 'failed', 'cancelled'] as const) {
    if (both.includes(judgement)) return judgement;
  }
  return 'done';
}
