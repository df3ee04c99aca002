import { getClient } from 'durable-functions';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { acceptQueuedRequest, JOB_REQUESTS_QUEUE } from '../../shared/jobs/api/queue-requests.ts';
import { deliverWebhook } from '../../shared/jobs/notifications/deliver-webhook.ts';
import { parseQueuedPost, WEBHOOKS_QUEUE } from '../../shared/jobs/notifications/webhook-queue.ts';
import { dataStorage } from '../data-storage.ts';
import { queueFunction } from '../queues/queue-function.ts';
import { registerJobApi } from './job-http.ts';
import { registerOrchestration } from './job-orchestration.ts';
import { acceptServices, allowDataContainers, jobSettings } from './job-services.ts';

/** Registers the functions of the jobs: the HTTP API, the queues and the orchestration. */
export function registerJobs({ containers }: CheckedConfig['jobs']): void {
  // An invalid setting stops the app at start-up instead of failing the first job.
  jobSettings(process.env);
  allowDataContainers(containers);
  registerJobApi();
  registerJobQueues();
  registerOrchestration();
}

/** Registers the queue of requests that come in and the queue of webhooks that go out. */
function registerJobQueues(): void {
  queueFunction('jobRequests', {
    queue: JOB_REQUESTS_QUEUE,
    durable: true,
    handler: async ({ body, messageId }, context) => {
      const services = await acceptServices(context, getClient(context));
      await acceptQueuedRequest(body, messageId || context.invocationId, services);
    },
  });
  queueFunction('jobWebhooks', {
    queue: WEBHOOKS_QUEUE,
    handler: async ({ body }, context) => {
      const { webhookSecret: secret } = jobSettings(process.env);
      await deliverWebhook(parseQueuedPost(body), {
        storage: dataStorage(),
        log: redactingLog(context, { about: context.invocationId }),
        secret,
      });
    },
  });
}
