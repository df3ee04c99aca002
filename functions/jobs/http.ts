import type { HttpRequest } from '@azure/functions';
import type { HttpAnswer } from '../../shared/http/response.ts';
import { orderJob } from '../../shared/jobs/api/command-job.ts';
import { type CreateCall, createJob } from '../../shared/jobs/api/create-job.ts';
import { jobsOpenApi } from '../../shared/jobs/api/openapi.ts';
import { MAX_BODY_BYTES } from '../../shared/jobs/api/parse-body.ts';
import { readEvents, readJob, readJobs } from '../../shared/jobs/api/read-jobs.ts';
import { type HttpCall, httpFunction } from '../http/http-function.ts';
import { acceptServices, orderServices } from './durable-services.ts';
import { services } from './services.ts';

type Answer = (call: HttpCall) => Promise<HttpAnswer>;

/** Registers the HTTP API of the jobs. No route may be read as another: the host goes by the alphabet, not by precision. */
export function registerJobApi(): void {
  change('jobCreateFineTuning', 'fine-tuning/jobs', async (call) =>
    createJob(createCall(call, 'fine-tuning'), await acceptServices(call.context, call.durable())),
  );
  change('jobCreateEvaluationRun', 'evals/{evalId}/runs', async (call) => {
    const { evalId = '' } = call.request.params;
    const create = { ...createCall(call, 'evaluation-run'), path: { evalId } };
    return createJob(create, await acceptServices(call.context, call.durable()));
  });
  look('jobList', 'jobs', async ({ request, context }) =>
    readJobs(Object.fromEntries(request.query), baseOf(request), await services(context)),
  );
  look('jobRead', 'jobs/{id}', async ({ request, context }) =>
    readJob(request.params.id ?? '', await services(context)),
  );
  look('jobEvents', 'jobs/{id}/events', async ({ request, context }) =>
    readEvents(request.params.id ?? '', Object.fromEntries(request.query), baseOf(request), await services(context)),
  );
  look('jobOpenApi', 'openapi/jobs.json', async ({ request }) => ({ status: 200, body: jobsOpenApi(baseOf(request)) }));
  for (const order of ['cancel', 'pause', 'resume'] as const) {
    change(`jobOrder_${order}`, `jobs/{id}/${order}`, async ({ request, context, durable }) =>
      orderJob(request.params.id ?? '', order, baseOf(request), await orderServices(context, durable())),
    );
  }
}

function look(name: string, route: string, handler: Answer): void {
  httpFunction(name, { method: 'GET', route, access: 'Reader', handler });
}

function change(name: string, route: string, handler: Answer): void {
  httpFunction(name, {
    method: 'POST',
    route,
    access: 'Operator',
    durable: true,
    maxBodyBytes: MAX_BODY_BYTES,
    handler,
  });
}

function createCall({ request, body }: HttpCall, kind: string): CreateCall {
  return { kind, body, idempotencyKey: request.headers.get('idempotency-key'), base: baseOf(request) };
}

/** Where the API is, as the caller sees it: everything before the first part of a route of ours. */
function baseOf({ url }: HttpRequest): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/(?:jobs(?:\/.*)?|openapi\/jobs\.json|fine-tuning\/jobs|evals\/[^/]+\/runs)\/?$/i, '')}`;
}
