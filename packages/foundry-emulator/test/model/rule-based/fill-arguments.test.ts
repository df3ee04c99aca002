import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { JsonSchema } from '../../../src/core/json-schema.ts';
import { fillArguments } from '../../../src/model/rule-based/fill-arguments.ts';
import { NOW, toolOf } from '../requests.ts';

const fill = (properties: Record<string, JsonSchema>, text: string, required?: string[]) => {
  const { sets, missing } = fillArguments(toolOf(properties, required).parameters, text, NOW);
  return { ...sets[0], ...(missing.length > 0 ? { missing } : {}) };
};

describe('filling arguments from a text', () => {
  it.each<[string, Record<string, JsonSchema>, string, Record<string, unknown>]>([
    [
      'a pattern',
      { orderNumber: { type: 'string', pattern: '^\\d{4,10}$' } },
      'Where is order 1042?',
      { orderNumber: '1042' },
    ],
    ['a code', { ticketId: { type: 'string' } }, 'Close ticket INC-2044 now', { ticketId: 'INC-2044' }],
    [
      'an enum by its words',
      { size: { enum: ['small', 'very large'] } },
      'a very large one please',
      { size: 'very large' },
    ],
    [
      'a number in range',
      { count: { type: 'integer', minimum: 1, maximum: 10 } },
      'order 500 three times',
      { count: 3 },
    ],
    ['a decimal with thousands', { amount: { type: 'number' } }, 'pay 1,250.50 euros', { amount: 1250.5 }],
    ['an amount in cents', { amount: { type: 'number', multipleOf: 0.01 } }, 'refund 12.35', { amount: 12.35 }],
    ['a boolean', { express: { type: 'boolean' } }, 'send it express', { express: true }],
    ['a negated boolean', { giftWrap: { type: 'boolean' } }, 'without gift wrap', { giftWrap: false }],
    ['a date in words', { date: { type: 'string', format: 'date' } }, 'on March 12, 2027', { date: '2027-03-12' }],
    ['a relative date', { date: { type: 'string', format: 'date' } }, 'do it tomorrow', { date: '2026-11-23' }],
    ['a time', { time: { type: 'string', format: 'time' } }, 'call me at 2:30 pm', { time: '14:30:00' }],
    [
      'a date-time',
      { at: { type: 'string', format: 'date-time' } },
      'at 2027-01-02T10:00:00Z',
      { at: '2027-01-02T10:00:00Z' },
    ],
    [
      'an email',
      { email: { type: 'string', format: 'email' } },
      'write to ann@example.com.',
      { email: 'ann@example.com' },
    ],
    [
      'a url',
      { url: { type: 'string', format: 'uri' } },
      'read https://example.com/a?b=1, please',
      { url: 'https://example.com/a?b=1' },
    ],
    ['a quoted text', { title: { type: 'string' } }, 'Name it "Blue Moon".', { title: 'Blue Moon' }],
    ['a place', { city: { type: 'string' } }, 'weather in New York', { city: 'New York' }],
    [
      'a place in small letters',
      { location: { type: 'string' } },
      'how is the weather in paris today',
      { location: 'paris' },
    ],
    [
      'two ends of a way',
      { from: { type: 'string' }, to: { type: 'string' } },
      'to Paris from Seoul',
      { to: 'Paris', from: 'Seoul' },
    ],
    ['a reason', { reason: { type: 'string' } }, 'Refund it because it broke.', { reason: 'it broke' }],
    ['a search', { query: { type: 'string' } }, 'red shoes', { query: 'red shoes' }],
    [
      'a list',
      { cities: { type: 'array', items: { type: 'string' } } },
      'compare Oslo, Rome and Cairo',
      { cities: ['Oslo', 'Rome', 'Cairo'] },
    ],
    [
      'a list of numbers',
      { numbers: { type: 'array', items: { type: 'integer' } } },
      'add 1, 2 and 30',
      { numbers: [1, 2, 30] },
    ],
    [
      'a nested object',
      {
        address: {
          type: 'object',
          properties: { city: { type: 'string' }, zip: { type: 'string', pattern: '^\\d{5}$' } },
          required: ['city', 'zip'],
        },
      },
      'ship to Berlin 10115',
      { address: { city: 'Berlin', zip: '10115' } },
    ],
    ['a nullable type', { limit: { type: ['integer', 'null'] } }, 'show 5', { limit: 5 }],
    [
      'the first alternative that is not null',
      { limit: { anyOf: [{ type: 'null' }, { type: 'integer' }] } },
      'show 5',
      { limit: 5 },
    ],
    [
      'two numbers by the words beside them',
      { quantity: { type: 'integer' }, price: { type: 'integer' } },
      'price 30 and quantity 2',
      { quantity: 2, price: 30 },
    ],
  ])('finds %s', (_, properties, text, expected) => {
    expect(fill(properties, text)).toEqual(expected);
  });

  it('follows local references', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { unit: { $ref: '#/$defs/unit' } },
      required: ['unit'],
      $defs: { unit: { enum: ['celsius', 'fahrenheit'] } },
    };
    expect(fillArguments(schema, 'in Fahrenheit please', NOW).sets).toEqual([{ unit: 'fahrenheit' }]);
  });

  it('says what is missing rather than invent it', () => {
    expect(fill({ orderNumber: { type: 'string', pattern: '^\\d{4,10}$' } }, 'Where is my order?')).toEqual({
      missing: ['orderNumber'],
    });
    expect(fill({ city: { type: 'string' }, days: { type: 'integer' } }, 'weather in Oslo')).toEqual({
      city: 'Oslo',
      missing: ['days'],
    });
  });

  it('uses a default where the text says nothing', () => {
    expect(fill({ city: { type: 'string' }, unit: { enum: ['c', 'f'], default: 'c' } }, 'weather in Oslo')).toEqual({
      city: 'Oslo',
      unit: 'c',
    });
  });

  it('does not put into optional arguments what may mean something else', () => {
    expect(
      fill(
        { orderNumber: { type: 'string', pattern: '^\\d{4}$' }, amount: { type: 'number' } },
        'order 1042 for 2 people',
        ['orderNumber'],
      ),
    ).toEqual({ orderNumber: '1042' });
  });

  it('makes one set of arguments for each subject in a list', () => {
    const { parameters } = toolOf({ orderNumber: { type: 'string', pattern: '^\\d{4,10}$' } });
    const { sets } = fillArguments(parameters, 'Where are orders 1042, 1043 and order 1044?', NOW);
    expect(sets).toEqual([{ orderNumber: '1042' }, { orderNumber: '1043' }, { orderNumber: '1044' }]);
  });
});

/** Schemas of the kind tools have, up to three levels deep. */
const leaf = fc.oneof(
  fc.record({ type: fc.constant('string') }),
  fc.record({
    type: fc.constant('string'),
    format: fc.constantFrom('date', 'email', 'uri', 'uuid', 'time', 'date-time'),
  }),
  fc.record({ type: fc.constant('string'), pattern: fc.constantFrom('^\\d{4}$', '^[A-Z]{3}$', '.+', '^[a-z]+-\\d+$') }),
  fc.record({
    type: fc.constantFrom('integer', 'number'),
    minimum: fc.integer({ min: -5, max: 5 }),
    maximum: fc.integer({ min: 6, max: 5000 }),
  }),
  fc.record({ type: fc.constant('boolean') }),
  fc.record({ enum: fc.uniqueArray(fc.constantFrom('red', 'green', 'very dark blue', 7, true), { minLength: 1 }) }),
);
const names = fc.constantFrom(
  'orderNumber',
  'city',
  'reason',
  'count',
  'from',
  'to',
  'email',
  'query',
  'isGift',
  'when',
  'tags',
);
const objectOf = (value: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> =>
  fc
    .dictionary(names, value, { maxKeys: 5 })
    .chain((properties) =>
      fc
        .subarray(Object.keys(properties))
        .map((required) => ({ type: 'object', properties, required, additionalProperties: false })),
    );
const schema = objectOf(
  fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: objectOf(leaf) },
    { weight: 1, arbitrary: leaf.map((items): JsonSchema => ({ type: 'array', items })) },
  ),
);
const text = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        'order',
        '1042',
        'Paris',
        'from',
        'to',
        '"quoted text"',
        'because',
        'red',
        '7',
        'tomorrow',
        'a@b.co',
        'abc-12',
        'EUR',
        ',',
        'and',
        '한국어',
        '12:30',
      ),
    )
    .map((words) => words.join(' ')),
);

const ajv = new Ajv({ strict: false, validateFormats: false });

it('gives arguments that fit the schema, or names what is missing, whatever schema and text', () => {
  fc.assert(
    fc.property(schema, text, (parameters, said) => {
      const { sets, missing } = fillArguments(parameters, said, NOW);
      const validate = ajv.compile(parameters);
      if (missing.length === 0)
        for (const set of sets)
          expect({ valid: validate(set), errors: validate.errors }).toEqual({ valid: true, errors: null });
      for (const name of missing) expect(parameters.required).toContain(name);
      expect(fillArguments(parameters, said, NOW)).toEqual({ sets, missing });
    }),
    { numRuns: 300 },
  );
});
