import { Ajv } from 'ajv';
import { jobsOpenApi } from '../../shared/jobs/api/openapi.ts';
import { JOB_STATES } from '../../shared/jobs/store/job-record.ts';
import { jobView } from '../../shared/jobs/store/job-view.ts';
import { jobRecord } from '../support/job-records.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const document = jobsOpenApi('https://app.example.com/api') as unknown as Document;
// OpenAPI 3.0 says with true and false what JSON Schema says with a number today.
const schemas: Document['components']['schemas'] = JSON.parse(
  JSON.stringify(document.components.schemas),
  (name, value) => (name === 'exclusiveMinimum' ? undefined : value),
);
const ajv = new Ajv({ strict: false, formats: { 'date-time': true, uri: true } });
const fits = (name: string, value: unknown) => ajv.validate({ ...schemas[name], components: { schemas } }, value);

describe('the OpenAPI document of the jobs', () => {
  it('names every operation of the API', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(operations).toEqual([
      'post /fine-tuning/jobs',
      'post /evals/{evalId}/runs',
      'get /jobs',
      'get /jobs/{id}',
      'get /jobs/{id}/events',
      'post /jobs/{id}/cancel',
      'post /jobs/{id}/pause',
      'post /jobs/{id}/resume',
    ]);
  });

  it('declares every parameter of every path, and refers to schemas that are there', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const { parameters } of Object.values(methods)) {
        const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
        expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      }
    }
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(schemas)).toContain(name);
    }
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

  it('describes requests as they are taken', () => {
    expect(
      fits('FineTuningRequest', { model: 'gpt-4o-mini', training: 'a-b/c.jsonl', deadlines: { total: 'PT2H' } }),
    ).toBe(true);
    expect(fits('FineTuningRequest', { model: 'gpt-4o-mini' })).toBe(false);
    expect(fits('FineTuningRequest', { model: 'x', training: 'a-b/c', epochs: 3 })).toBe(false);
    expect(fits('EvaluationRunRequest', { data: { items: [{ a: 1 }] }, gates: { exact: { minPassRate: 0.9 } } })).toBe(
      true,
    );
    expect(fits('EvaluationRunRequest', { data: { items: [{ a: 1 }] }, gates: { exact: { minPassRate: 90 } } })).toBe(
      false,
    );
  });
});
