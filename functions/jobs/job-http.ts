import type { HttpRequest } from '@azure/functions';
import type { ApiResponse } from '../../shared/http/response.ts';
import { commandJob } from '../../shared/jobs/api/command-job.ts';
import { type CreateCall, createJob } from '../../shared/jobs/api/create-job.ts';
import { jobsOpenApi } from '../../shared/jobs/api/openapi.ts';
import { MAX_BODY_BYTES } from '../../shared/jobs/api/parse-body.ts';
import { readEvents, readJob, readJobs } from '../../shared/jobs/api/read-jobs.ts';
import { type HttpCall, httpFunction } from '../http/http-function.ts';
import { acceptServices, commandServices, services } from './job-services.ts';

type Answer = (call: HttpCall) => Promise<ApiResponse>;

/** Registers the HTTP API of the jobs. No route may be read as another: the host goes by the alphabet, not by precision. */
export function registerJobApi(): void {
  post('jobCreateFineTuning', 'fine-tuning/jobs', async (call) =>
    createJob(createCall(call, 'fine-tuning'), await acceptServices(call.context, call.durable())),
  );
  post('jobCreateEvaluationRun', 'evals/{evalId}/runs', async (call) => {
    const { evalId = '' } = call.request.params;
    const create = { ...createCall(call, 'evaluation-run'), path: { evalId } };
    return createJob(create, await acceptServices(call.context, call.durable()));
  });
  get('jobList', 'jobs', async ({ request, context }) =>
    readJobs(Object.fromEntries(request.query), baseOf(request), await services(context)),
  );
  get('jobRead', 'jobs/{id}', async ({ request, context }) =>
    readJob(request.params.id ?? '', await services(context)),
  );
  get('jobEvents', 'jobs/{id}/events', async ({ request, context }) =>
    readEvents(request.params.id ?? '', Object.fromEntries(request.query), baseOf(request), await services(context)),
  );
  get('jobOpenApi', 'openapi/jobs.json', async ({ request }) => ({ status: 200, body: jobsOpenApi(baseOf(request)) }));
  for (const order of ['cancel', 'pause', 'resume'] as const) {
    post(`jobOrder_${order}`, `jobs/{id}/${order}`, async ({ request, context, durable }) =>
      commandJob(request.params.id ?? '', order, baseOf(request), await commandServices(context, durable())),
    );
  }
}

function get(name: string, route: string, handler: Answer): void {
  httpFunction(name, { method: 'GET', route, access: 'Reader', handler });
}

function post(name: string, route: string, handler: Answer): void {
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
