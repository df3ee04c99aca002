import type { JsonSchema } from '../../../src/core/json-schema.ts';
import { formatFault } from '../../../src/model/contract/strict-schema.ts';

const objectOf = (properties: Record<string, JsonSchema>, more: object = {}): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const nested = (levels: number): JsonSchema => (levels === 1 ? objectOf({}) : objectOf({ x: nested(levels - 1) }));
const many = (count: number) => Array.from({ length: count }, (_, at) => `${at}`);

it.each([
  ['recursion by the root', objectOf({ next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } })],
  ['ten levels', nested(10)],
  ['a thousand values to choose from', objectOf({ x: { enum: many(1_000) } })],
  ['bounds and patterns', objectOf({ x: { type: 'string', pattern: '^a+$', maxLength: 3 } })],
])('%s can be kept to strictly', (_what, schema) => {
  expect(formatFault(schema, true)).toBeUndefined();
});

it.each([
  ['an open object', objectOf({}, { additionalProperties: true }), /additionalProperties/],
  ['an optional property', objectOf({ x: { type: 'string' } }, { required: [] }), /'x' is missing/],
  ['variants at the root', { anyOf: [objectOf({})] }, /anyOf/],
  ['a root that is no object', { type: 'array', items: {} }, /type 'object'/],
  ['items that must differ', objectOf({ x: { type: 'array', items: {}, uniqueItems: true } }), /uniqueItems.*strict/],
  ['what is not', objectOf({ x: { not: {} } }), /'not' is not permitted/],
  ['eleven levels', nested(11), /11 levels deep; 10/],
  ['5,001 properties', objectOf(Object.fromEntries(many(5_001).map((name) => [name, {}]))), /5001 properties; 5000/],
  ['1,001 values to choose from', objectOf({ x: { enum: many(1_001) } }), /1001 enum values; 1000/],
  ['a reference to nothing', objectOf({ x: { $ref: '#/$defs/nobody' } }), /nobody/],
] as [string, JsonSchema, RegExp][])('%s cannot', (_what, schema, fault) => {
  expect(formatFault(schema, true)).toMatch(fault);
});

it('what is not strict may be open, but must be a schema', () => {
  expect(formatFault({ type: 'object' }, false)).toBeUndefined();
  expect(formatFault({ type: 'nothing' }, undefined)).toMatch(/type/);
});

it.each(['http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2020-12/schema', 'urn:mine'])(
  'reports the same fault each time it reads the same schema of the dialect %s',
  ($schema) => {
    const faulty = { $schema, type: 'object', properties: { x: { type: 'nothing' } } };
    const faults = Array.from({ length: 3 }, () => formatFault(faulty, undefined));
    expect(new Set(faults).size).toBe(1);
    expect(faults[0]).toMatch(/type/);
    expect(formatFault({ ...faulty, properties: {} }, undefined)).toBeUndefined();
  },
);
