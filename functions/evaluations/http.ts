import type { CheckedEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import type { Evaluation } from '../../shared/evaluations/config/evaluation.ts';
import { listOccurrences } from '../../shared/evaluations/http/calendar.ts';
import { listEvaluations } from '../../shared/evaluations/http/entries.ts';
import { evaluationNamed } from '../../shared/evaluations/http/named.ts';
import { runNow, setPaused } from '../../shared/evaluations/http/orders.ts';
import { listRuns } from '../../shared/evaluations/http/runs.ts';
import { stateFile } from '../../shared/evaluations/keep/state-file.ts';
import { readTrend } from '../../shared/evaluations/outcome/trend.ts';
import type { HttpAnswer } from '../../shared/http/answer.ts';
import { dataStorage } from '../data-storage.ts';
import { type HttpCall, httpFunction } from '../http/http-function.ts';
import { idempotencyKey } from '../../shared/jobs/http/parse-body.ts';
import { services } from '../jobs/services.ts';
import { runHistory, startServices } from './services.ts';

/** Registers the HTTP API of the evaluations. */
export function registerEvaluationApi(evaluations: CheckedEvaluations): void {
  const file = () => stateFile(dataStorage());
  type Answer = (entry: Evaluation, call: HttpCall) => Promise<HttpAnswer>;
  const named = (answer: Answer) => async (call: HttpCall) =>
    answer(evaluationNamed(call.request.params.name ?? '', evaluations), call);
  const look = (name: string, route: string, handler: (call: HttpCall) => Promise<HttpAnswer>) =>
    httpFunction(name, { method: 'GET', route, access: 'Reader', handler });
  const change = (name: string, route: string, handler: (call: HttpCall) => Promise<HttpAnswer>) =>
    httpFunction(name, { method: 'POST', route, access: 'Operator', durable: true, handler });

  look('evaluationList', 'evaluations', () =>
    listEvaluations(evaluations, file(), (name) => readTrend(dataStorage(), name), Date.now()),
  );
  look(
    'evaluationRuns',
    'evaluations/{name}/runs',
    named(async (entry, { context }) => listRuns(entry, runHistory(), await services(context))),
  );
  look(
    'evaluationOccurrences',
    'evaluations/{name}/occurrences',
    named(async (entry, { request }) => listOccurrences(entry, Object.fromEntries(request.query), Date.now())),
  );
  change(
    'evaluationRunNow',
    'evaluations/{name}/run',
    named(async (entry, { request, body, context, durable }) => {
      const key = idempotencyKey(request.headers.get('idempotency-key'));
      return runNow(entry, { key, body }, await startServices(context, durable()));
    }),
  );
  for (const [order, paused] of [
    ['pause', true],
    ['resume', false],
  ] as const) {
    change(
      `evaluationOrder_${order}`,
      `evaluations/{name}/${order}`,
      named((entry) => setPaused(entry, paused, file(), Date.now())),
    );
  }
}
