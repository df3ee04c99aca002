import { app, type InvocationContext } from '@azure/functions';
import { shardNumbers } from '../../shared/azure/storage/shards.ts';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { accessSettings } from '../../shared/http/access/access-settings.ts';
import { MCP_METADATA_ROUTE, resourceMetadata } from '../../shared/http/access/resource-metadata.ts';
import { showsContent } from '../../shared/operations/console/console-config.ts';
import type { AgentTool } from '../../shared/tools/agent-tool.ts';
import { answerCall, answerPoison, type CallServices } from '../../shared/tools/answer-call.ts';
import { answerHttp } from '../../shared/tools/answer-http.ts';
import { CALL_TIMINGS, OUTCOME_RETENTION_MS } from '../../shared/tools/call-budget.ts';
import { CallHistory, keepsCallHistory } from '../../shared/tools/call-history.ts';
import { readMessage } from '../../shared/tools/messages.ts';
import { toolDocs, toolRoute } from '../../shared/tools/openapi.ts';
import { purgeRecords } from '../../shared/tools/purge-records.ts';
import { toolFunction } from '../../shared/tools/tool-queues.ts';
import { dataStorage, shardStorage } from '../data-storage.ts';
import { httpFunction } from '../http/http-function.ts';
import { maxDequeueCount, queueFunction } from '../queues/queue-function.ts';
import { searchTools } from './search-tools.ts';

/** Registers each tool's functions, those of its queue on every shard, and the purge of their records. */
export function registerTools({
  tools,
  storage,
  ingestion,
}: Pick<CheckedConfig, 'tools' | 'storage' | 'ingestion'>): void {
  const shards = shardNumbers(storage.readShards);
  for (const tool of tools) registerTool(tool, shards);
  // A tool of the configuration takes the place of a search with its name.
  const searches = searchTools(ingestion).filter(({ name }) => tools.every((tool) => tool.name !== name));
  registerMcp([...tools, ...searches]);

  /** Once a day, to save storage: nothing breaks when it does not run. */
  app.timer('toolsPurge', {
    schedule: '0 17 3 * * *',
    handler: async (_timer, context) => {
      const purged = await purgeRecords(
        dataStorage(),
        new Date(Date.now() - OUTCOME_RETENTION_MS),
        shards.slice(1).map(shardStorage),
      );
      context.info(
        `Purged ${purged.records} records of calls, ${purged.deliveries} rows of their history and ${purged.answers} long answers.`,
      );
    },
  });
}

/** Milliseconds an HTTP call may take: a little over answer-http.ts, under the 230 s after which Azure's load balancer ends a request. */
const HTTP_CALL_TIME_MS = 225_000;

/**
 * Registers a tool's functions: one for the calls on its queue of each shard, one for its HTTP route. The SDK sends the answers, not an output
 * binding, so that an answer is on its way before its outcome is recorded.
 */
function registerTool(tool: AgentTool, shards: readonly number[]): void {
  const { name, queues } = tool;
  for (const shard of shards) {
    queueFunction(toolFunction(name, shard), {
      queue: queues.input,
      shard,
      settlesMessage: true,
      handler: (message, context) => answerCall(tool, { ...message, queue: queues.input }, services(context, shard)),
      poison: (context) => ({
        describe: (body) => {
          const call = readMessage(body);
          return { tool: name, ...('unreadable' in call ? {} : { correlationId: call.correlationId }) };
        },
        handle: async (message) => {
          await answerPoison(tool, { ...message, queue: queues.poison }, services(context, shard));
          return 'keep';
        },
      }),
    });
  }
  httpFunction(`toolHttp_${name}`, {
    method: 'POST',
    route: toolRoute(tool),
    access: 'Agent',
    docs: toolDocs(tool),
    timeLimit: HTTP_CALL_TIME_MS,
    handler: ({ request, body, context }) => {
      const idempotencyKey = request.headers.get('idempotency-key') ?? undefined;
      return answerHttp(tool, { body, idempotencyKey }, services(context));
    },
  });
}

/**
 * Registers the tools for clients of the Model Context Protocol. An HTTP function and not `app.mcpTool`: the trigger knows flat properties only, checks
 * system keys instead of Entra roles, and has no annotations (functions-bindings-mcp-tool-trigger, read in December 2026).
 */
function registerMcp(tools: readonly AgentTool[]): void {
  httpFunction('toolsMcp', {
    method: 'POST',
    route: 'mcp',
    access: 'Agent',
    timeLimit: HTTP_CALL_TIME_MS,
    metadataRoute: MCP_METADATA_ROUTE,
    // Not REST: OpenAPI cannot describe it. Clients ask the server itself for its tools.
    docs: 'hidden',
    handler: async ({ request, body, context }) => {
      // Most apps never see an MCP client: the server is loaded with its first request.
      const { answerMcp } = await import('../../shared/tools/mcp-server.ts');
      const forwarded = new Request(request.url, { method: 'POST', headers: mcpHeaders(request.headers), body });
      return answerMcp(forwarded, tools, (tool, call) => answerHttp(tool, call, services(context)));
    },
  });
  // The Model Context Protocol's authorization: a client without a token reads here where to get one.
  httpFunction('toolsMcpMetadata', {
    method: 'GET',
    route: MCP_METADATA_ROUTE,
    access: 'anonymous',
    docs: 'hidden',
    handler: async ({ request }) => ({
      status: 200,
      body: resourceMetadata(new URL('../../mcp', request.url).href, accessSettings(process.env)),
    }),
  });
  // GET asks for a stream of notifications, DELETE ends a session: there is neither, which 405 says. The host itself would answer 404.
  for (const method of ['GET', 'DELETE'] as const) {
    httpFunction(method === 'GET' ? 'toolsMcpStream' : 'toolsMcpSession', {
      method,
      route: 'mcp',
      access: 'Agent',
      docs: 'hidden',
      handler: async () => ({ status: 405, headers: { allow: 'POST' } }),
    });
  }
}

/** The headers that the protocol defines; others do not concern it. */
function mcpHeaders(headers: { get(name: string): string | null }): Record<string, string> {
  const names = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-method', 'mcp-name', 'mcp-session-id'];
  return Object.fromEntries(
    names.flatMap((name) => (headers.get(name) === null ? [] : [[name, headers.get(name) ?? '']])),
  );
}

let history: CallHistory | undefined;

/** The history of this process: deliveries that end together are written together. */
export function callHistory(): CallHistory {
  const log = { warn: (line: string) => console.warn(line) };
  history ??= new CallHistory(dataStorage(), { content: showsContent(process.env), log });
  return history;
}

function services(context: InvocationContext, shard = 0): CallServices {
  return {
    storage: dataStorage(),
    ...(shard === 0 ? {} : { shard: { number: shard, storage: shardStorage(shard) } }),
    log: redactingLog(context, {}),
    maxDequeueCount: maxDequeueCount(process.env),
    timings: CALL_TIMINGS,
    invocationId: context.invocationId,
    ...(keepsCallHistory(process.env) ? { history: callHistory() } : {}),
  };
}
