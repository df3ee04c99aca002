import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { app, type DurableClient } from 'durable-functions';
import type { HttpAnswer } from '../../shared/jobs/http/answer.ts';
import { type CreateCall, createJob } from '../../shared/jobs/http/create-job.ts';
import { jobsOpenApi } from '../../shared/jobs/http/openapi.ts';
import { orderJob } from '../../shared/jobs/http/order-job.ts';
import { readEvents, readJob, readJobs } from '../../shared/jobs/http/read-jobs.ts';
import { acceptServices, orderServices } from './durable-services.ts';
import { services } from './services.ts';

type Answer = (request: HttpRequest, client: DurableClient, context: InvocationContext) => Promise<HttpAnswer>;

/** Registers the HTTP API of the jobs. No route may be read as another: the host goes by the alphabet, not by precision. */
export function registerJobApi(): void {
  route('jobCreateFineTuning', 'POST', 'fine-tuning/jobs', async (request, client, context) =>
    createJob(await createCall(request, 'fine-tuning'), await acceptServices(context, client)),
  );
  route('jobCreateEvaluationRun', 'POST', 'evals/{evalId}/runs', async (request, client, context) => {
    const { evalId = '' } = request.params;
    const call = await createCall(request, 'evaluation-run');
    return createJob({ ...call, path: { evalId } }, await acceptServices(context, client));
  });
  route('jobList', 'GET', 'jobs', async (request, _client, context) =>
    readJobs(Object.fromEntries(request.query), baseOf(request), await services(context)),
  );
  route('jobRead', 'GET', 'jobs/{id}', async (request, _client, context) =>
    readJob(request.params.id ?? '', await services(context)),
  );
  route('jobEvents', 'GET', 'jobs/{id}/events', async (request, _client, context) =>
    readEvents(request.params.id ?? '', Object.fromEntries(request.query), baseOf(request), await services(context)),
  );
  route('jobOpenApi', 'GET', 'openapi/jobs.json', async (request) => ({
    status: 200,
    body: jobsOpenApi(baseOf(request)),
  }));
  for (const order of ['cancel', 'pause', 'resume'] as const) {
    route(`jobOrder_${order}`, 'POST', `jobs/{id}/${order}`, async (request, client, context) =>
      orderJob(request.params.id ?? '', order, baseOf(request), await orderServices(context, client)),
    );
  }
}

function route(name: string, method: 'GET' | 'POST', path: string, answer: Answer): void {
  app.client.http(name, {
    methods: [method],
    route: path,
    authLevel: 'function',
    handler: async (request, client, context): Promise<HttpResponseInit> => {
      const { status, headers, body } = await answer(request, client, context);
      return { status, jsonBody: body, ...(headers === undefined ? {} : { headers: { ...headers } }) };
    },
  });
}

async function createCall(request: HttpRequest, kind: string): Promise<CreateCall> {
  return {
    kind,
    body: await request.text(),
    idempotencyKey: request.headers.get('idempotency-key'),
    base: baseOf(request),
  };
}

/** Where the API is, as the caller sees it: everything before the first part of a route of ours. */
function baseOf({ url }: HttpRequest): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/(?:jobs(?:\/.*)?|openapi\/jobs\.json|fine-tuning\/jobs|evals\/[^/]+\/runs)\/?$/i, '')}`;
}
