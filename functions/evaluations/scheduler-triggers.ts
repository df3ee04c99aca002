import { app } from '@azure/functions';
import { getClient } from 'durable-functions';
import { DAY } from '../../shared/core/schedules/wall-time.ts';
import type { CheckedEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import { tickServices } from '../../shared/evaluations/scheduler/execute-command.ts';
import { schedulerTick } from '../../shared/evaluations/scheduler/scheduler-tick.ts';
import { readStart, STARTS_QUEUE } from '../../shared/evaluations/start/start-queue.ts';
import { giveUpStart, runnables, startOccurrence } from '../../shared/evaluations/start/start-run.ts';
import { hostTime } from '../host-time.ts';
import { services } from '../jobs/job-services.ts';
import { queueFunction } from '../queues/queue-function.ts';
import { runHistory, startServices, waitingResponses } from './evaluation-stores.ts';

/** Milliseconds for which the history of occurrences is kept. Reports and results of jobs stay. */
const RUNS_RETENTION_MS = 180 * DAY;

/** Milliseconds of the purge: host.json allows a function ten minutes. */
const PURGE_TIME_MS = 5 * 60_000;

/** Registers the timer that decides which occurrences are due, and the queue that starts their runs on time. */
export function registerEvaluationTimer({ entries, schedules, rules, refused }: CheckedEvaluations): void {
  const ours = rules.filter(({ by }) => by === 'backend');
  app.timer('evaluationsTick', {
    schedule: '0 * * * * *',
    handler: async (_timer, context) => {
      for (const { problems } of refused) context.error(`Not carried out: ${problems.join('; ')}.`);
      if (entries.length + ours.length === 0) return;
      const means = tickServices(await services(context), runHistory(), waitingResponses());
      await schedulerTick(entries, { ...means, now: hostTime }, ours, [...refused, ...schedules, ...rules]);
    },
  });
  /** Once a day, to save storage: nothing breaks when it does not run. */
  app.timer('evaluationsPurge', {
    schedule: '0 23 3 * * *',
    handler: async (_timer, context) => {
      const now = Date.now();
      const purged = await runHistory().purge(new Date(now - RUNS_RETENTION_MS), now + PURGE_TIME_MS);
      context.info(`Purged ${purged} records of evaluations.`);
    },
  });
  queueFunction('evaluationStarts', {
    queue: STARTS_QUEUE,
    durable: true,
    handler: async ({ body }, context) => {
      const message = readStart(body);
      const startable = runnables(message, { entries, rules: ours });
      await startOccurrence(message, startable, await startServices(context, getClient(context)));
    },
    poison: (context) => ({
      handle: async ({ body }) => {
        await giveUpStart(readStart(body), await startServices(context, getClient(context)));
        return 'keep';
      },
    }),
  });
}
