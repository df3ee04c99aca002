import type { HttpRequest } from '@azure/functions';
import type { RouteDocs } from '../../shared/http/openapi.ts';
import type { ApiResponse } from '../../shared/http/response.ts';
import { commandJob } from '../../shared/jobs/api/command-job.ts';
import { type CreateCall, createJob } from '../../shared/jobs/api/create-job.ts';
import { jobDocs } from '../../shared/jobs/api/job-docs.ts';
import { MAX_BODY_BYTES } from '../../shared/jobs/api/parse-body.ts';
import { readEvents, readJob, readJobs } from '../../shared/jobs/api/read-jobs.ts';
import { type HttpCall, httpFunction } from '../http/http-function.ts';
import { acceptServices, commandServices, services } from './job-services.ts';

type Answer = (call: HttpCall) => Promise<ApiResponse>;

/** Registers the HTTP API of the jobs. No route may match another one's path: the host matches routes alphabetically, not by specificity. */
export function registerJobApi(): void {
  post('jobCreateFineTuning', 'fine-tuning/jobs', jobDocs.createFineTuning, async (call) =>
    createJob(createCall(call, 'fine-tuning'), await acceptServices(call.context, call.durable())),
  );
  post('jobCreateEvaluationRun', 'evals/{evalId}/runs', jobDocs.createEvaluationRun, async (call) => {
    const { evalId = '' } = call.request.params;
    const create = { ...createCall(call, 'evaluation-run'), path: { evalId } };
    return createJob(create, await acceptServices(call.context, call.durable()));
  });
  get('jobList', 'jobs', jobDocs.list, async ({ request, context }) =>
    readJobs(Object.fromEntries(request.query), baseOf(request), await services(context)),
  );
  get('jobRead', 'jobs/{id}', jobDocs.read, async ({ request, context }) =>
    readJob(request.params.id ?? '', await services(context)),
  );
  get('jobEvents', 'jobs/{id}/events', jobDocs.events, async ({ request, context }) =>
    readEvents(request.params.id ?? '', Object.fromEntries(request.query), baseOf(request), await services(context)),
  );
  for (const command of ['cancel', 'pause', 'resume'] as const) {
    post(`jobCommand_${command}`, `jobs/{id}/${command}`, jobDocs[command], async ({ request, context, durable }) =>
      commandJob(request.params.id ?? '', command, baseOf(request), await commandServices(context, durable())),
    );
  }
}

function get(name: string, route: string, docs: RouteDocs, handler: Answer): void {
  httpFunction(name, { method: 'GET', route, access: 'Reader', docs, handler });
}

function post(name: string, route: string, docs: RouteDocs, handler: Answer): void {
  httpFunction(name, {
    method: 'POST',
    route,
    access: 'Operator',
    docs,
    durable: true,
    maxBodyBytes: MAX_BODY_BYTES,
    handler,
  });
}

function createCall({ request, body }: HttpCall, kind: string): CreateCall {
  return { kind, body, idempotencyKey: request.headers.get('idempotency-key'), base: baseOf(request) };
}

/** Base of the API as the caller addresses it. */
function baseOf({ url }: HttpRequest): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/(?:jobs(?:\/.*)?|fine-tuning\/jobs|evals\/[^/]+\/runs)\/?$/i, '')}`;
}
