import { app } from '@azure/functions';
import { forEachConcurrently } from '../../shared/core/concurrency.ts';
import { messageOf } from '../../shared/core/errors.ts';
import { DAY } from '../../shared/core/schedules/wall-time.ts';
import { enqueueResponses } from '../../shared/evaluations/api/enqueue-responses.ts';
import { evaluationDocs } from '../../shared/evaluations/api/evaluation-docs.ts';
import type { CheckedEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import type { ResponseRule } from '../../shared/evaluations/config/evaluation.ts';
import { acceptResponse } from '../../shared/evaluations/responses/accept-response.ts';
import { pollResponses } from '../../shared/evaluations/responses/poll-responses.ts';
import { RESPONSES_QUEUE, readResponse } from '../../shared/evaluations/responses/response-messages.ts';
import { dataStorage } from '../data-storage.ts';
import { httpFunction } from '../http/http-function.ts';
import { services } from '../jobs/job-services.ts';
import { queueFunction } from '../queues/queue-function.ts';
import { waitingResponses } from './evaluation-stores.ts';

/** Milliseconds for which a response is remembered: a queue message lives a week and may be delivered again until then. */
const REMEMBERED_MS = 8 * DAY;

const AGENTS_AT_ONCE = 4;

/** Registers the queue of announced responses, the route that fills it, and the timers, if the config has a rule for this app. */
export function registerResponses({ rules }: CheckedEvaluations): void {
  const ours = rules.filter(({ by }) => by === 'backend');
  if (ours.length === 0) return;
  queueFunction('evaluationResponses', {
    queue: RESPONSES_QUEUE,
    handler: async ({ body }, context) => {
      await acceptResponse(readResponse(body), ours, { ...(await services(context)), waiting: waitingResponses() });
    },
  });
  httpFunction('evaluationResponsesTell', {
    method: 'POST',
    route: 'agent-responses',
    access: 'Operator',
    // Programs report each response here.
    audited: false,
    docs: evaluationDocs.tellResponses,
    handler: ({ body }) => enqueueResponses(body, ours, dataStorage()),
  });
  registerLook(ours.filter(({ enabled, look }) => enabled && look));
  app.timer('evaluationResponsesForget', {
    schedule: '0 17 3 * * *',
    handler: async () => {
      for (const { name } of ours) await waitingResponses().forget(name, Date.now() - REMEMBERED_MS);
    },
  });
}

/** Registers a timer that reads new responses from the project every minute: Azure does not announce them. */
function registerLook(rules: readonly ResponseRule[]): void {
  if (rules.length === 0) return;
  const agents = [...new Set(rules.map(({ agent }) => agent))];
  app.timer('evaluationResponsesLook', {
    schedule: '30 * * * * *',
    handler: async (_timer, context) => {
      const look = { ...(await services(context)), waiting: waitingResponses(), storage: dataStorage() };
      await forEachConcurrently(agents, AGENTS_AT_ONCE, async (agent) => {
        try {
          await pollResponses(agent, rules, look);
        } catch (error) {
          look.context.log.error(`The responses of ${agent} could not be read: ${messageOf(error)}`);
        }
      });
    },
  });
}
