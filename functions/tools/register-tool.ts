import { app, type InvocationContext } from '@azure/functions';
import { DATA_STORAGE } from '../../shared/storage/storage-account.ts';
import type { AgentTool } from '../../shared/tools/agent-tool.ts';
import { answerCall } from '../../shared/tools/answer-call.ts';
import { answerHttp } from '../../shared/tools/answer-http.ts';
import { answerPoison } from '../../shared/tools/answer-poison.ts';
import { toolRoute } from '../../shared/tools/openapi.ts';
import type { CallServices } from '../../shared/tools/serve-message.ts';
import { CALL_TIMINGS } from '../../shared/tools/timings.ts';
import { dataStorage } from '../data-storage.ts';
import { deliveryOf } from './delivery.ts';
import { maxDequeueCount } from './queue-settings.ts';

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
  app.http(`toolHttp_${name}`, {
    methods: ['POST'],
    route: toolRoute(tool),
    authLevel: 'function',
    handler: async (request, context) => {
      const call = { body: await request.text(), idempotencyKey: request.headers.get('idempotency-key') ?? undefined };
      const { status, body, headers } = await answerHttp(tool, call, services(context));
      return { status, jsonBody: body, ...(headers ? { headers: { ...headers } } : {}) };
    },
  });
}

function services(log: InvocationContext): CallServices {
  return { storage: dataStorage(), log, maxDequeueCount: maxDequeueCount(process.env), timings: CALL_TIMINGS };
}
