import { app } from '@azure/functions';
import type { CheckedEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import { watchRuns } from '../../shared/evaluations/service/watch-runs.ts';
import { dataStorage } from '../data-storage.ts';
import { projectClients } from '../project-clients.ts';
import { runHistory } from './services.ts';

/** Registers the timer that looks every hour whether the service's scheduler did what it should, when there are entries of its. */
export function registerEvaluationWatch({ schedules }: CheckedEvaluations): void {
  if (schedules.length === 0) return;
  app.timer('evaluationsWatch', {
    schedule: '0 41 * * * *',
    handler: async (_timer, log) => {
      const { beta } = (await projectClients()).project;
      await watchRuns(schedules, { beta, storage: dataStorage(), history: runHistory(), log, now: Date.now() });
    },
  });
}
