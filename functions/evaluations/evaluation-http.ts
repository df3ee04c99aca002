import { evaluationDocs } from '../../shared/evaluations/api/evaluation-docs.ts';
import { listEvaluations } from '../../shared/evaluations/api/list-evaluations.ts';
import { entryNamed, listOccurrences } from '../../shared/evaluations/api/list-occurrences.ts';
import { listRuns } from '../../shared/evaluations/api/list-runs.ts';
import { setPaused } from '../../shared/evaluations/api/pause-evaluation.ts';
import { runNow } from '../../shared/evaluations/api/run-now.ts';
import type { CheckedEvaluations, ReadEntry } from '../../shared/evaluations/config/check-evaluations.ts';
import { tickServices } from '../../shared/evaluations/scheduler/execute-command.ts';
import { shownServiceRuns } from '../../shared/evaluations/service/service-runs.ts';
import { readServiceState } from '../../shared/evaluations/service/service-state.ts';
import { stateFile } from '../../shared/evaluations/store/scheduler-state.ts';
import { readTrend } from '../../shared/evaluations/store/trend.ts';
import type { RouteDocs } from '../../shared/http/openapi.ts';
import type { ApiResponse } from '../../shared/http/response.ts';
import { idempotencyKey } from '../../shared/jobs/api/parse-body.ts';
import { dataStorage } from '../data-storage.ts';
import { type HttpCall, httpFunction } from '../http/http-function.ts';
import { services } from '../jobs/job-services.ts';
import { projectClients } from '../project-clients.ts';
import { runHistory, startServices, waitingResponses } from './evaluation-stores.ts';

/** Registers the HTTP API of the evaluations. */
export function registerEvaluationApi(evaluations: CheckedEvaluations): void {
  const file = () => stateFile(dataStorage());
  type Answer = (entry: ReadEntry, call: HttpCall) => Promise<ApiResponse>;
  const named = (answer: Answer) => async (call: HttpCall) =>
    answer(entryNamed(call.request.params.name ?? '', evaluations), call);
  type Handler = (call: HttpCall) => Promise<ApiResponse>;
  const get = (name: string, route: string, docs: RouteDocs, handler: Handler) =>
    httpFunction(name, { method: 'GET', route, access: 'Reader', docs, handler });
  const post = (name: string, route: string, docs: RouteDocs, handler: Handler) =>
    httpFunction(name, { method: 'POST', route, access: 'Operator', docs, durable: true, handler });

  get('evaluationList', 'evaluations', evaluationDocs.list, async ({ context }) =>
    listEvaluations(evaluations, {
      file: file(),
      trendOf: (name) => readTrend(dataStorage(), name),
      waiting: (rule) => waitingResponses().list(rule),
      lookAtService: () => readServiceState(evaluations, projectClients),
      ended: tickServices(await services(context), runHistory(), waitingResponses()).ended,
      now: Date.now(),
    }),
  );
  get(
    'evaluationRuns',
    'evaluations/{name}/runs',
    evaluationDocs.runs,
    named(async (entry, { request, context }) =>
      listRuns(`${request.params.name}`, runHistory(), await services(context), async (limit) =>
        entry.kind === 'schedule' || (entry.kind === 'rule' && entry.rule.by === 'service')
          ? shownServiceRuns(entry, evaluations, await projectClients(), limit)
          : [],
      ),
    ),
  );
  get(
    'evaluationOccurrences',
    'evaluations/{name}/occurrences',
    evaluationDocs.occurrences,
    named(async (entry, { request }) => listOccurrences(entry, Object.fromEntries(request.query), Date.now())),
  );
  post(
    'evaluationRunNow',
    'evaluations/{name}/run',
    evaluationDocs.runNow,
    named(async (entry, { request, body, context, durable }) => {
      const key = idempotencyKey(request.headers.get('idempotency-key'));
      return runNow(entry, { key, body }, await startServices(context, durable()));
    }),
  );
  for (const [order, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    post(
      `evaluationOrder_${order}`,
      `evaluations/{name}/${order}`,
      evaluationDocs[order],
      named((entry) =>
        setPaused(entry, paused, {
          file: file(),
          waiting: waitingResponses(),
          clients: projectClients,
          now: Date.now(),
        }),
      ),
    );
  }
}
