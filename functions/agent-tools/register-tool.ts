import { app, type InvocationContext } from '@azure/functions';
import { DATA_STORAGE } from '../../shared/azure/storage/storage-account.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import type { AgentTool } from '../../shared/tools/agent-tool.ts';
import { answerCall } from '../../shared/tools/answer-call.ts';
import { answerHttp } from '../../shared/tools/answer-http.ts';
import { answerPoison } from '../../shared/tools/answer-poison.ts';
import { toolRoute } from '../../shared/tools/openapi.ts';
import type { CallServices } from '../../shared/tools/serve-message.ts';
import { CALL_TIMINGS } from '../../shared/tools/timings.ts';
import { dataStorage } from '../data-storage.ts';
import { httpFunction } from '../http/http-function.ts';
import { deliveryOf } from './delivery.ts';
import { maxDequeueCount } from './queue-settings.ts';

/** A little over what a call may take (answer-http.ts), under the 230 s after which Azure's load balancer cuts it off. */
const HTTP_CALL_TIME_MS = 225_000;

/**
 * Registers a tool's three functions: one for its calls, one for the calls the host gave up, and its HTTP twin. Answers are sent
 * by the SDK and not by an output binding, so that they are out before anything is written down about them.
 */
export function registerTool(tool: AgentTool): void {
  const { name, queues } = tool;
  app.storageQueue(`tool_${name}`, {
    queueName: queues.input,
    connection: DATA_STORAGE,
    handler: (body, context) => answerCall(tool, deliveryOf(queues.input, body, context), services(context)),
  });
  app.storageQueue(`toolPoison_${name}`, {
    queueName: queues.poison,
    connection: DATA_STORAGE,
    handler: (body, context) => answerPoison(tool, deliveryOf(queues.poison, body, context), services(context)),
  });
  httpFunction(`toolHttp_${name}`, {
    method: 'POST',
    route: toolRoute(tool),
    access: 'Agent',
    timeLimit: HTTP_CALL_TIME_MS,
    handler: ({ request, body, context }) => {
      const idempotencyKey = request.headers.get('idempotency-key') ?? undefined;
      return answerHttp(tool, { body, idempotencyKey }, services(context));
    },
  });
}

function services(context: InvocationContext): CallServices {
  const log = redactingLog(context, {});
  return { storage: dataStorage(), log, maxDequeueCount: maxDequeueCount(process.env), timings: CALL_TIMINGS };
}
