import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { JsonSchema } from '../../../src/core/json-schema.ts';
import { strictFault } from '../../../src/model/contract/strict-schema.ts';
import { structuredAnswer } from '../../../src/model/rule-based/structured-answer.ts';

function faultsOf(schema: JsonSchema, value: unknown) {
  const ajv = new Ajv({ strict: false, multipleOfPrecision: 6 });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  validate(value);
  return validate.errors;
}

const PATTERNS = ['^\\d{4,10}$', '^[A-Z]{2}-[0-9a-f]+$', '^(yes|no)$', '^\\p{L}+( \\p{L}+)*$', '^@\\w{3,}', '[0-9]+%$'];
const FORMATS = ['date-time', 'date', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'];

const bounds = fc.tuple(fc.integer({ min: -1_000, max: 1_000 }), fc.integer({ min: 60, max: 1_000 }));

/** Everything that structured outputs support and that some value fits. */
const text = fc.oneof(
  fc.constant({ type: 'string' }),
  fc.constantFrom(...PATTERNS).map((pattern) => ({ type: 'string', pattern })),
  fc.constantFrom(...FORMATS).map((format) => ({ type: 'string', format })),
  fc
    .tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }))
    .map(([minLength, more]) => ({ type: 'string', minLength, maxLength: minLength + more })),
);
const number = fc.oneof(
  fc.constantFrom({ type: 'integer' }, { type: 'number' }),
  bounds.map(([minimum, wide]) => ({ type: 'number', minimum, maximum: minimum + wide })),
  bounds.map(([low, wide]) => ({ type: 'integer', exclusiveMinimum: low, exclusiveMaximum: low + wide })),
  fc
    .tuple(bounds, fc.constantFrom(0.1, 0.25, 3, 7, 50))
    .map(([[minimum, wide], multipleOf]) => ({ type: 'number', minimum, maximum: minimum + wide, multipleOf })),
  bounds.map(([maximum]) => ({ type: 'integer', maximum, multipleOf: 5 })),
);
const simple: fc.Arbitrary<JsonSchema> = fc.oneof(
  text,
  number,
  fc.constant({ type: 'boolean' }),
  fc.constant<JsonSchema>({ type: ['string', 'null'] }),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((values) => ({ type: 'string', enum: values })),
  fc.string().map((value) => ({ type: 'string', const: value })),
);

const objectOf = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const NAMES = ['status', 'orderNumber', 'late', 'next', 'total', 'name', 'items'];
const objects = (inner: fc.Arbitrary<JsonSchema>) =>
  fc.dictionary(fc.constantFrom(...NAMES), inner, { minKeys: 1, maxKeys: 4 }).map(objectOf);

/** Recursive by the root, by a definition, and by two definitions that name each other. */
const recursive = fc.constantFrom<JsonSchema>(
  { anyOf: [{ $ref: '#' }, { type: 'null' }] },
  { $ref: '#/$defs/node' },
  { type: 'array', items: { $ref: '#/$defs/leaf' } },
  { anyOf: [{ $ref: '#/$defs/leaf' }, { type: 'string' }] },
);
const $defs = {
  node: objectOf({
    label: { type: 'string', minLength: 1 },
    next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
    leaves: { type: 'array', items: { $ref: '#/$defs/leaf' }, minItems: 1 },
  }),
  leaf: objectOf({ kind: { enum: ['leaf'] }, of: { type: 'array', items: { $ref: '#/$defs/node' } } }),
};

const { part } = fc.letrec<{ part: JsonSchema }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'schema' },
    simple,
    recursive,
    objects(tie('part')),
    fc
      .tuple(tie('part'), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
      .map(([items, minItems, more]) => ({ type: 'array', items, minItems, maxItems: minItems + more })),
    fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));
const schemas = objects(part).map((schema) => ({ ...schema, $defs }));

const outputs = fc.array(
  fc.dictionary(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 1 })).map((value) => JSON.stringify(value)),
  { maxLength: 2 },
);
const now = new Date('2026-03-04T05:06:07Z');

it('fits whatever schema the service supports, whatever is known', () => {
  fc.assert(
    fc.property(schemas, outputs, fc.string(), (schema, known, question) => {
      expect(strictFault(schema)).toBeUndefined();
      const format = { type: 'json_schema' as const, name: 'answer', schema };
      const answer = { text: 'Order 1042 was shipped on 12 March 2026.', question, prompt: question, outputs: known };
      const value: unknown = JSON.parse(structuredAnswer(format, answer, now));
      expect({ value, faults: faultsOf(schema, value) }).toEqual({ value, faults: null });
    }),
    { numRuns: 150, seed: 20_261_125 },
  );
});

it.each([
  ['a pattern is served by what was said, if it fits', { type: 'string', pattern: '^\\d{4}$' }, '1042'],
  ['a format by what was said', { type: 'string', format: 'email' }, 'ann@example.org'],
  ['a date by the clock', { type: 'string', format: 'date' }, '2026-03-04'],
  ['too many words are cut', { type: 'string', maxLength: 10 }, 'Order 1042'],
  ['a number lies between its bounds', { type: 'integer', exclusiveMinimum: 7, maximum: 99 }, 8],
  ['a step is kept to', { type: 'number', minimum: 0.25, multipleOf: 0.1 }, 0.3],
  ['a way back is not taken', { anyOf: [{ $ref: '#' }, { type: 'null' }] }, null],
])('%s', (_what, inner, expected) => {
  const format = { type: 'json_schema' as const, name: 'answer', schema: objectOf({ x: inner }) };
  const text = 'Order 1042 of ann@example.org was shipped.';
  const answer = { text, question: 'Where is it?', prompt: 'Where is it?', outputs: [text] };
  expect(JSON.parse(structuredAnswer(format, answer, now))).toEqual({ x: expected });
});
