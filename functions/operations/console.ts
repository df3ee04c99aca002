import path from 'node:path';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { listEvaluations } from '../../shared/evaluations/api/list-evaluations.ts';
import { readServiceState } from '../../shared/evaluations/service/service-state.ts';
import { stateFile } from '../../shared/evaluations/store/scheduler-state.ts';
import { readTrend } from '../../shared/evaluations/store/trend.ts';
import type { ApiResponse } from '../../shared/http/response.ts';
import { parseBody } from '../../shared/jobs/api/parse-body.ts';
import { jobFiles, RESULTS_CONTAINER } from '../../shared/jobs/store/job-files.ts';
import { triggeredQueues } from '../../shared/operations/backlog.ts';
import { consoleConfig, emulatorOrigin, showsContent } from '../../shared/operations/console/console-config.ts';
import { ConsoleFiles } from '../../shared/operations/console/console-files.ts';
import { proxyToEmulator } from '../../shared/operations/console/emulator-proxy.ts';
import { jobResults } from '../../shared/operations/console/job-results.ts';
import { overview } from '../../shared/operations/console/overview.ts';
import { askAgent, readAnswer } from '../../shared/operations/console/playground.ts';
import { dataStorage, shardStorage } from '../data-storage.ts';
import { waitingResponses } from '../evaluations/evaluation-stores.ts';
import { byToken, httpFunction } from '../http/http-function.ts';
import { sources } from '../ingestion/sync-services.ts';
import { projectClients } from '../project-clients.ts';

/** Registers the console's files and the HTTP functions that only it needs. */
export function registerConsole({ agents, tools, evaluations, storage: { readShards } }: CheckedConfig): void {
  // Beside the bundle: the build copies the console there.
  const files = new ConsoleFiles(path.join(import.meta.dirname, 'console'));
  // Anonymous: the files are the same for everyone and contain no data. Each request for data is checked as usual.
  httpFunction('consoleFiles', {
    method: 'GET',
    route: 'console/{*path}',
    access: 'anonymous',
    docs: 'hidden',
    handler: async ({ request }) => consoleFile(files, request.url, request.params.path ?? ''),
  });

  const readOverview = overview({
    openStorage: dataStorage,
    shardStorage,
    queues: triggeredQueues(tools, readShards),
    stores: [...new Set(sources.sources.map(({ store }) => store))],
    evaluations: async () => {
      const { body } = await listEvaluations(evaluations, {
        file: stateFile(dataStorage()),
        trendOf: (name) => readTrend(dataStorage(), name),
        waiting: (rule) => waitingResponses().list(rule),
        lookAtService: () => readServiceState(evaluations, projectClients),
        // The overview does not count runs.
        ended: async () => new Set(),
        now: Date.now(),
      });
      return (
        body as { evaluations: { name: string; state: string; lastRun?: { verdict?: string } }[] }
      ).evaluations.map(({ name, state, lastRun }) => ({ name, state, verdict: lastRun?.verdict }));
    },
    now: Date.now,
  });
  httpFunction('operationsOverview', {
    method: 'GET',
    route: 'operations/overview',
    access: 'Reader',
    docs: {
      tag: 'operations',
      summary: 'Read the overview of the console',
      responses: { 200: { description: 'Queues, backlogs and evaluations.' } },
    },
    handler: readOverview,
  });

  const results = jobFiles(() => dataStorage().container(RESULTS_CONTAINER));
  httpFunction('operationsJobResults', {
    method: 'GET',
    route: 'operations/jobs/{id}/results',
    access: 'Reader',
    docs: {
      tag: 'operations',
      summary: 'Read the results of a job',
      responses: { 200: { description: 'The report, the results and the charts.' } },
    },
    handler: ({ request }) => jobResults(results, request.params.id ?? '', showsContent(process.env)),
  });

  const talkable = Object.entries(agents).map(([name, { description }]) => ({ name, description }));
  httpFunction('operationsAgents', {
    method: 'GET',
    route: 'operations/agents',
    access: 'Reader',
    docs: {
      tag: 'operations',
      summary: 'List the agents of foundry.config.ts',
      responses: { 200: { description: 'The agents.' } },
    },
    handler: async () => ({ status: 200, body: { agents: talkable } }),
  });
  httpFunction('operationsPlaygroundAsk', {
    method: 'POST',
    route: 'operations/playground',
    access: 'Operator',
    docs: {
      tag: 'operations',
      summary: 'Ask an agent',
      responses: { 200: { description: 'The response of the agent has begun.' } },
    },
    handler: async ({ body, signal }) => askAgent(parseBody(body), talkable, (await projectClients()).openai, signal),
  });
  httpFunction('operationsPlaygroundRead', {
    method: 'GET',
    route: 'operations/playground/{response}',
    access: 'Operator',
    docs: {
      tag: 'operations',
      summary: 'Read the answer of an agent',
      responses: { 200: { description: 'The answer so far.' } },
    },
    handler: async ({ request, signal }) =>
      readAnswer(request.params.response ?? '', (await projectClients()).openai, signal),
  });

  if (emulatorOrigin(process.env) !== undefined) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) {
      httpFunction(`operationsEmulator${method}`, {
        method,
        route: 'operations/emulator/{*path}',
        access: method === 'GET' ? 'Reader' : 'Operator',
        docs: 'hidden',
        handler: ({ request, body, signal }) =>
          proxyToEmulator(emulatorOrigin(process.env), {
            method,
            path: request.params.path ?? '',
            query: new URLSearchParams(request.query.toString()),
            body,
            signal,
          }),
      });
    }
  }
}

/** The page's files are relative to `console/`, so the path without a slash redirects there. */
function consoleFile(files: ConsoleFiles, url: string, name: string): ApiResponse {
  const { pathname } = new URL(url);
  if (name === '' && !pathname.endsWith('/')) return { status: 308, headers: { location: `${pathname}/` } };
  if (name === 'config.json')
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: consoleConfig(pathname.replace(/\/console\/.*$/, ''), byToken(), process.env),
    };
  return files.read(name);
}
