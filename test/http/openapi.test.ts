import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { evaluationDocs } from '../../shared/evaluations/api/evaluation-docs.ts';
import { type AccessSettings, accessSettings } from '../../shared/http/access/access-settings.ts';
import { type DocumentedRoute, openApiDocument } from '../../shared/http/openapi.ts';
import { ingestionDocs } from '../../shared/ingestion/api/ingestion-docs.ts';
import { jobDocs } from '../../shared/jobs/api/job-docs.ts';
import { JOB_STATES } from '../../shared/jobs/store/job-record.ts';
import { jobView } from '../../shared/jobs/store/job-view.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { toolDocs, toolRoute } from '../../shared/tools/openapi.ts';
import { jobRecord } from '../support/job-records.ts';
import { lintOpenApi } from '../support/lint-openapi.ts';

const weather = agentTool('get_weather', {
  description: 'Tell the weather. Use it often.',
  parameters: z.object({ city: z.string(), days: z.number().positive().nullable().optional() }),
  idempotent: true,
  handler: () => 'sunny',
});
const paying = agentTool('pay', { description: 'Pay', parameters: z.object({}), handler: () => 'paid' });

const get = (name: string, route: string, docs: DocumentedRoute['docs']): DocumentedRoute => ({
  name,
  method: 'GET',
  route,
  access: 'Reader',
  docs,
});
const post = (name: string, route: string, docs: DocumentedRoute['docs']): DocumentedRoute => ({
  name,
  method: 'POST',
  route,
  access: 'Operator',
  docs,
});
const routes: readonly DocumentedRoute[] = [
  ...[weather, paying].map(
    (tool): DocumentedRoute => ({
      name: `toolHttp_${tool.name}`,
      method: 'POST',
      route: toolRoute(tool),
      access: 'Agent',
      docs: toolDocs(tool),
    }),
  ),
  post('jobCreateFineTuning', 'fine-tuning/jobs', jobDocs.createFineTuning),
  post('jobCreateEvaluationRun', 'evals/{evalId}/runs', jobDocs.createEvaluationRun),
  get('jobList', 'jobs', jobDocs.list),
  get('jobRead', 'jobs/{id}', jobDocs.read),
  get('jobEvents', 'jobs/{id}/events', jobDocs.events),
  post('jobCancel', 'jobs/{id}/cancel', jobDocs.cancel),
  ...Object.entries(ingestionDocs).map(([name, docs]) => get(`ingestion_${name}`, `ingestions/{source}/${name}`, docs)),
  ...Object.entries(evaluationDocs).map(([name, docs]) =>
    get(`evaluation_${name}`, `evaluations/{name}/${name}`, docs),
  ),
  {
    name: 'health',
    method: 'GET',
    route: 'health',
    access: 'anonymous',
    docs: { tag: 'operations', summary: 'Check the app', responses: { 200: { description: 'It works.' } } },
  },
];

interface Operation {
  readonly operationId: string;
  readonly security?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const server = 'https://app.example.org/api';
const byKey: AccessSettings = { by: 'key' };
const byToken = accessSettings({
  HTTP_AUTH: 'entra',
  ENTRA_TENANT_ID: '11111111-2222-3333-4444-555555555555',
  ENTRA_AUDIENCE: 'api://tools',
});
const build = (access: AccessSettings, options: { version?: '3.0' | '3.1'; tag?: string } = {}) =>
  JSON.parse(JSON.stringify(openApiDocument(routes, { server, access, ...options }))) as Document;

const document = build(byKey);
const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, uri: true } });
const fits = (name: string, value: unknown) => ajv.validate({ ...document.components.schemas[name] }, value);
const statusesOf = (from: Document, path: string, method = 'post') =>
  Object.keys(from.paths[path]?.[method]?.responses ?? {});

describe('the OpenAPI document', () => {
  it.each<[string, AccessSettings, object]>([
    ['function keys', byKey, {}],
    ['tokens', byToken, {}],
    ['agents (3.0, tools only)', byKey, { version: '3.0', tag: 'tools' }],
  ])('passes the recommended rules of Redocly for %s', (_, access, options) => {
    expect(lintOpenApi(build(access, options))).toEqual([]);
  });

  it('fails these rules when a path parameter is not declared', () => {
    const broken = { ...document, paths: { '/x/{id}': { get: { operationId: 'x', responses: {} } } } };
    expect(lintOpenApi(broken)).toEqual(
      expect.arrayContaining([expect.objectContaining({ ruleId: 'path-parameters-defined' })]),
    );
  });

  it('describes each registered route once, with its path parameters', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    expect(operations.map(({ operation }) => operation.operationId).toSorted()).toEqual(
      routes.map(({ name, docs }) => docs.operationId ?? name).toSorted(),
    );
    for (const { path, operation } of operations) {
      const declared = (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => name);
      expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
  });

  it('lists the statuses that a route returns for the access that the app asks for', () => {
    const withKey = ['200', '202', '400', '401', '404', '413', '422', '429', '500', '502', '503'];
    expect(statusesOf(document, '/fine-tuning/jobs')).toEqual(withKey);
    expect(statusesOf(build(byToken), '/fine-tuning/jobs')).toEqual([...withKey, '403'].toSorted());
    expect(statusesOf(document, '/jobs/{id}/cancel')).toEqual(expect.arrayContaining(['404', '409', '429']));
    expect(statusesOf(document, '/health', 'get')).toEqual(['200', '429', '500', '503']);
    // The Functions host checks keys and answers without a body.
    expect(document.paths['/jobs']?.get?.responses['401']?.content).toBeUndefined();
    expect(build(byToken).paths['/jobs']?.get?.responses['401']?.content).toHaveProperty(['application/problem+json']);
  });

  it('names the way in which callers authenticate', () => {
    expect(document).toMatchObject({
      security: [{ functionKey: [] }],
      components: { securitySchemes: { functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' } } },
    });
    expect(build(byToken)).toMatchObject({
      security: [{ entra: [] }],
      components: { securitySchemes: { entra: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    });
    expect(JSON.stringify(build(byToken))).toContain('api://tools');
    expect(JSON.stringify(build(byToken))).not.toContain('functionKey');
    expect(document.paths['/health']?.get?.security).toEqual([]);
  });

  it('describes jobs as they are shown', () => {
    for (const state of JOB_STATES) {
      const record = jobRecord({
        state,
        endedAt: new Date(),
        requestedAction: 'pause',
        reason: { code: 'a', message: 'b' },
        verdict: 'passed',
      });
      expect(fits('Job', jobView(record))).toBe(true);
    }
    expect(fits('Job', { ...jobView(jobRecord()), state: 'happy' })).toBe(false);
  });

  it('describes requests as they are accepted', () => {
    const tuning = { model: 'gpt-4o-mini', training: 'a-b/c.jsonl', deadlines: { total: 'PT2H' } };
    expect(fits('FineTuningRequest', tuning)).toBe(true);
    expect(fits('FineTuningRequest', { model: 'gpt-4o-mini' })).toBe(false);
    expect(fits('FineTuningRequest', { model: 'x', training: 'a-b/c', epochs: 3 })).toBe(false);
    const run = (minPassRate: number) => ({ data: { items: [{ a: 1 }] }, gates: { exact: { minPassRate } } });
    expect([0.9, 90].map((rate) => fits('EvaluationRunRequest', run(rate)))).toEqual([true, false]);
  });

  it('calls the operations of tools by the names that agents know', () => {
    expect(document.paths['/tools/pay']?.post?.operationId).toBe('pay');
  });

  it('offers the Idempotency-Key to tools that are not idempotent', () => {
    expect(document.paths['/tools/get_weather']?.post?.parameters).toBeUndefined();
    expect(document.paths['/tools/pay']?.post?.parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header' }]);
    expect(statusesOf(document, '/tools/pay')).toContain('409');
  });

  it('has a form for the openapi tool of agents: 3.0, tools only', () => {
    const tools = build(byKey, { version: '3.0', tag: 'tools' });
    expect(tools).toMatchObject({ openapi: '3.0.3', servers: [{ url: server }] });
    expect(Object.keys(tools.paths)).toEqual(['/tools/get_weather', '/tools/pay']);
    expect(tools.components.schemas.get_weather_arguments).toEqual({
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'number', minimum: 0, exclusiveMinimum: true, nullable: true },
      },
      required: ['city'],
    });
  });
});
