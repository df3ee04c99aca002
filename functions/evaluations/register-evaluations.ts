import { app } from '@azure/functions';
import type { CheckedEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import { reportMissedOccurrences } from '../../shared/evaluations/service/missed-occurrences.ts';
import { dataStorage } from '../data-storage.ts';
import { projectClients } from '../project-clients.ts';
import { registerEvaluationApi } from './evaluation-http.ts';
import { runHistory } from './evaluation-stores.ts';
import { registerResponses } from './response-triggers.ts';
import { registerEvaluationTimer } from './scheduler-triggers.ts';

/** Registers what the evaluations of foundry.config.ts need: their timer, the queue of their starts, and their API. */
export function registerEvaluations(evaluations: CheckedEvaluations): void {
  registerEvaluationApi(evaluations);
  registerEvaluationTimer(evaluations);
  registerResponses(evaluations);
  registerEvaluationWatch(evaluations);
}

/** Registers the timer that looks every hour whether the service's scheduler did what it should, when there are entries of its. */
function registerEvaluationWatch({ schedules }: CheckedEvaluations): void {
  if (schedules.length === 0) return;
  app.timer('evaluationsWatch', {
    schedule: '0 41 * * * *',
    handler: async (_timer, log) => {
      const { beta } = (await projectClients()).project;
      await reportMissedOccurrences(schedules, {
        beta,
        storage: dataStorage(),
        history: runHistory(),
        log,
        now: Date.now(),
      });
    },
  });
}
