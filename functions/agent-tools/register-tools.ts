import { app, type InvocationContext } from '@azure/functions';
import { DATA_STORAGE } from '../../shared/azure/storage/storage-account.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { accessSettings } from '../../shared/http/access/access-settings.ts';
import type { AgentTool } from '../../shared/tools/agent-tool.ts';
import { answerCall, answerPoison, type CallServices } from '../../shared/tools/answer-call.ts';
import { answerHttp } from '../../shared/tools/answer-http.ts';
import { CALL_TIMINGS, OUTCOME_RETENTION_MS } from '../../shared/tools/call-budget.ts';
import { openApiDocument, toolRoute } from '../../shared/tools/openapi.ts';
import { purgeRecords } from '../../shared/tools/purge-records.ts';
import { dataStorage } from '../data-storage.ts';
import { httpFunction } from '../http/http-function.ts';
import { deliveryOf, maxDequeueCount } from './queue-delivery.ts';

/** Registers what the deployment's tools need: each tool's functions, their description and their housekeeping. */
export function registerTools(tools: readonly AgentTool[]): void {
  for (const tool of tools) registerTool(tool);

  /** `GET /api/openapi.json`: the HTTP twins of all tools. */
  httpFunction('toolsOpenApi', {
    method: 'GET',
    route: 'openapi.json',
    access: 'Reader',
    handler: async ({ request }) => {
      const base = new URL('.', request.url).href.replace(/\/$/, '');
      return { status: 200, body: openApiDocument(tools, base, accessSettings(process.env)) };
    },
  });

  /** Once a day, for the sake of the bill: nothing breaks when it does not run. */
  app.timer('toolsPurge', {
    schedule: '0 17 3 * * *',
    handler: async (_timer, context) => {
      const { records, answers } = await purgeRecords(dataStorage(), new Date(Date.now() - OUTCOME_RETENTION_MS));
      context.info(`Purged ${records} records of calls and ${answers} long answers.`);
    },
  });
}

/** A little over what a call may take (answer-http.ts), under the 230 s after which Azure's load balancer cuts it off. */
const HTTP_CALL_TIME_MS = 225_000;

/**
 * Registers a tool's three functions: one for its calls, one for the calls the host gave up, and its HTTP twin. Answers are sent
 * by the SDK and not by an output binding, so that they are out before anything is written down about them.
 */
function registerTool(tool: AgentTool): void {
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
