import type { JobPhase } from '../../workflow/job-state.ts';
import { phaseOfRun } from '../evaluation-run/eval-runs.ts';
import type { RunPair } from './run-pair.ts';

/** Returns the phase of two runs together: the worse of them once both have ended. */
export function phaseOfPair({ base, tuned }: RunPair): JobPhase {
  const both = [phaseOfRun(base.status), phaseOfRun(tuned.status)];
  for (const judgement of ['unknown', 'running', 'failed', 'cancelled'] as const) {
    if (both.includes(judgement)) return judgement;
  }
  return 'done';
}
