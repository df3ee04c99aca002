import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';
import { fieldsOf, misfitOf, sampleObject } from '../../../../test/support/sample-body.ts';
import { catalogue } from '../../src/spec/catalogue.ts';
import { libraries } from '../../src/spec/libraries.ts';
import type { Operation } from '../../src/spec/shapes/operation.ts';
import { parseShape } from '../../src/spec/shapes/parse.ts';

let emulator: TestEmulator;
let served: ReadonlySet<string>;
beforeAll(async () => {
  emulator = await startEmulator();
  const { operations } = await emulator.admin<{ operations: { id: string; served: boolean }[] }>('GET', 'coverage');
  served = new Set(operations.filter((each) => each.served).map(({ id }) => id));
});
afterAll(() => emulator.close());

const VERSIONS = { foundry: '2025-11-15-preview', 'azure-openai': '2024-10-01-preview' } as const;
const inReference = catalogue.filter(({ beyond }) => !beyond);

interface Failure {
  readonly status: number;
  readonly error: { readonly message: string; readonly param?: string; readonly target?: string };
}

async function ask(operation: Operation, query: string, init: RequestInit = {}): Promise<Failure> {
  const base = operation.api === 'foundry' ? emulator.endpoints.project : emulator.endpoints.azureOpenAI;
  const path = operation.path.replace(/\{[\w-]+\}/g, 'sample');
  const response = await fetch(`${base}${path}${query}`, { method: operation.method, ...init });
  const { error } = (await response.json()) as { error: Failure['error'] };
  return { status: response.status, error };
}

const key = { 'api-key': 'x' };
const versioned = (operation: Operation) => `?api-version=${VERSIONS[operation.api]}`;
const each = inReference.map((operation) => [operation.id, operation] as const);

it('there are 150 of them', () => {
  expect(inReference).toHaveLength(150);
});

describe.each(each)('%s', (_id, operation) => {
  it('asks who is there', async () => {
    const { status, error } = await ask(operation, versioned(operation));
    expect(status).toBe(401);
    expect(error.message).toMatch(/token|key/i);
  });

  it('refuses a version that it does not know, and names those it does', async () => {
    const unknown = await ask(operation, '?api-version=1999-12-31', { headers: key });
    expect(unknown.status).toBe(400);
    expect(unknown.error.message).toContain(VERSIONS[operation.api]);
    if (operation.versionOptional) return;
    const missing = await ask(operation, '', { headers: key });
    expect(missing.status).toBe(400);
    expect(missing.error.message).toContain(VERSIONS[operation.api]);
  });
});

const bodies = inReference.flatMap((operation) => {
  const { body, media, api } = operation;
  if (body === undefined || media === 'multipart/form-data') return [];
  const definitions = libraries[api].definitions();
  const fields = fieldsOf(parseShape(body).shape, definitions);
  if (!fields) return [];
  const sample = sampleObject(fields, definitions);
  const missing = fields
    .filter(({ presence }) => presence === 'required')
    .map(({ name }) => {
      const { [name]: _left, ...rest } = sample;
      return [operation.id, 'without', name, operation, rest] as const;
    });
  const wrong = fields.flatMap(({ name, shape, presence }) => {
    const misfit = presence === 'owned' ? undefined : misfitOf(shape);
    return misfit
      ? [[operation.id, 'with a wrong', name, operation, { ...sample, [name]: misfit.value }] as const]
      : [];
  });
  return [...missing, ...wrong];
});

it.each(bodies)('%s refuses a body %s %s, and names it', async (id, _how, field, operation, body) => {
  // One that is not built yet says so before it looks at the body.
  if (!served.has(id)) return;
  const headers = { ...key, 'content-type': operation.media ?? 'application/json' };
  const { status, error } = await ask(operation, versioned(operation), { headers, body: JSON.stringify(body) });
  expect({ status, at: error.param ?? error.target }).toEqual({ status: 400, at: field });
});
