import type { CheckedEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import { registerEvaluationApi } from './http.ts';
import { registerResponses } from './responses.ts';
import { registerEvaluationTimer } from './timer.ts';
import { registerEvaluationWatch } from './watch.ts';

/** Registers what the evaluations of foundry.config.ts need: their timer, the queue of their starts, and their API. */
export function registerEvaluations(evaluations: CheckedEvaluations): void {
  registerEvaluationApi(evaluations);
  registerEvaluationTimer(evaluations);
  registerResponses(evaluations);
  registerEvaluationWatch(evaluations);
}
