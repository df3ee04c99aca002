import fc from 'fast-check';
import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';
import { fieldsOf, sampleObject } from '../../../../test/support/sample-body.ts';
import { catalogue } from '../../src/spec/catalogue.ts';
import { libraries } from '../../src/spec/libraries.ts';
import type { Operation } from '../../src/spec/shapes/operation.ts';
import { parseShape } from '../../src/spec/shapes/parse.ts';

/** `FUZZ_REQUESTS=10000 npm test -- packages/foundry-emulator/test/fuzz` takes its time. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 1_500);
const AT_ONCE = 16;
const VERSIONS = { foundry: ['2025-11-15-preview', 'v1'], 'azure-openai': ['2024-10-01-preview'] } as const;

let emulator: TestEmulator;
const troubles: string[] = [];
beforeAll(async () => {
  const error = (message: string, about?: object) => void troubles.push(`${message} ${JSON.stringify(about)}`);
  emulator = await startEmulator({ log: { info: () => {}, warn: () => {}, error } });
});
afterAll(() => emulator.close());

const junk = fc.oneof(
  fc.jsonValue(),
  fc.string(),
  fc.constantFrom('', null, -1, 1e21, [], {}, '__proto__', '\u0000', '%'),
);

/** A body that is nearly right: the smallest that fits, with some fields replaced, left out or added. */
function bodyOf({ body, api, shapes }: Operation): fc.Arbitrary<unknown> {
  if (body === undefined) return fc.constant(undefined);
  const definitions = libraries[shapes ?? api].definitions();
  const fields = fieldsOf(parseShape(body).shape, definitions) ?? [];
  const sample = sampleObject(fields, definitions);
  const names = fields.map(({ name }) => name);
  const changes = fc.dictionary(names.length > 0 ? fc.constantFrom(...names) : fc.string(), junk, { maxKeys: 4 });
  return fc.oneof(
    { weight: 6, arbitrary: changes.map((changed) => ({ ...sample, ...changed })) },
    { weight: 1, arbitrary: junk },
    { weight: 1, arbitrary: fc.constant(sample) },
  );
}

const request = fc.constantFrom(...catalogue).chain((operation) =>
  fc.record({
    operation: fc.constant(operation),
    body: bodyOf(operation),
    param: fc.oneof(fc.constantFrom('sample', 'gpt-4o', 'a:b', '..', '%00'), fc.string({ minLength: 1 })),
    query: fc.dictionary(
      fc.constantFrom('limit', 'order', 'after', 'before', 'filter', 'type', 'stream'),
      fc.string(),
      {
        maxKeys: 2,
      },
    ),
    version: fc.constantFrom(...VERSIONS[operation.api]),
  }),
);

it('no request is answered with a 500, and none ends the emulator', async () => {
  const requests = fc.sample(request, { numRuns: REQUESTS, seed: 20_261_125 });
  const bad: string[] = [];
  const send = async ({ operation, body, param, query, version }: (typeof requests)[number]) => {
    const base = operation.api === 'foundry' ? emulator.endpoints.project : emulator.endpoints.azureOpenAI;
    const path = operation.path.replace(/\{[\w-]+\}/g, encodeURIComponent(param));
    const url = `${base}${path}?${new URLSearchParams({ ...query, 'api-version': version })}`;
    const response = await fetch(url, {
      method: operation.method,
      headers: { 'api-key': 'x', 'content-type': operation.media ?? 'application/json' },
      ...(body === undefined || operation.method === 'GET' ? {} : { body: JSON.stringify(body) ?? 'undefined' }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    // 503 says that what the operation needs (storage) is not there.
    if (response.status >= 500 && response.status !== 503) bad.push(`${operation.id} ${JSON.stringify(body)}: ${text}`);
  };
  const left = requests.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const each of left) await send(each);
    }),
  );
  expect(bad).toEqual([]);
  expect(troubles).toEqual([]);
  expect(await emulator.admin('GET', 'health')).toMatchObject({ status: 'ok' });
});
