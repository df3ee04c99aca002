import { app } from '@azure/functions';
import type { CheckedEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import { RESPONSES_QUEUE, readResponse } from '../../shared/evaluations/responses/response-message.ts';
import { takeResponse } from '../../shared/evaluations/responses/take-response.ts';
import { DATA_STORAGE } from '../../shared/storage/storage-account.ts';
import { services } from '../jobs/services.ts';
import { waitingResponses } from './services.ts';

const DAY_MS = 86_400_000;

/** A message of a queue lives a week: until then it may come again. */
const REMEMBERED_MS = 8 * DAY_MS;

/** Registers the queue on which this app is told of responses, when a rule of ours is about them. */
export function registerResponses({ rules }: CheckedEvaluations): void {
  const ours = rules.filter(({ by }) => by === 'backend');
  if (ours.length === 0) return;
  app.storageQueue('evaluationResponses', {
    queueName: RESPONSES_QUEUE,
    connection: DATA_STORAGE,
    handler: async (body, context) => {
      await takeResponse(readResponse(body), ours, { ...(await services(context)), waiting: waitingResponses() });
    },
  });
  app.timer('evaluationResponsesForget', {
    schedule: '0 17 3 * * *',
    handler: async () => {
      for (const { name } of ours) await waitingResponses().forget(name, Date.now() - REMEMBERED_MS);
    },
  });
}
