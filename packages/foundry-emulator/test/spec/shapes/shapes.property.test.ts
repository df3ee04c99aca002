import fc from 'fast-check';
import { parseShape } from '../../../src/spec/shapes/parse.ts';
import type { Shape } from '../../../src/spec/shapes/shape.ts';

const limits = fc.oneof(
  fc.constant({}),
  fc.record({ min: fc.integer({ min: -99, max: 0 }), max: fc.integer({ min: 1, max: 99 }) }),
);

const { shape: anyShape } = fc.letrec<{ shape: Shape; leaf: Shape }>((tie) => ({
  leaf: fc.oneof(
    fc.record({
      kind: fc.constant('scalar' as const),
      type: fc.constantFrom('string', 'integer', 'number', 'boolean', 'any', 'null'),
      limits,
    }),
    fc.record({
      kind: fc.constant('literal' as const),
      value: fc.oneof(fc.stringMatching(/^[^"\n]*$/), fc.boolean(), fc.nat()),
    }),
    fc.record({ kind: fc.constant('reference' as const), name: fc.stringMatching(/^A[\w.]{0,8}$/) }),
  ),
  shape: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.record({ kind: fc.constant('array' as const), items: tie('shape'), limits }),
    fc.record({ kind: fc.constant('map' as const), keys: tie('leaf'), values: tie('shape'), limits }),
    fc.record({ kind: fc.constant('list' as const), items: tie('shape') }),
    fc.record({ kind: fc.constant('union' as const), options: fc.array(tie('leaf'), { minLength: 2, maxLength: 4 }) }),
    fc.record({
      kind: fc.constant('object' as const),
      fields: fc.array(
        fc.record({
          name: fc.stringMatching(/^[a-z_]{1,8}$/),
          presence: fc.constantFrom('required' as const, 'optional' as const, 'owned' as const, 'versioned' as const),
          shape: tie('shape'),
        }),
        { maxLength: 4 },
      ),
    }),
  ),
}));

it('reads every shape back from what is written for it', () => {
  fc.assert(fc.property(anyShape, (shape) => expect(parseShape(write(shape)).shape).toEqual(shape)));
});

it('either reads a text or says on which line it cannot', () => {
  const parts = fc.constantFrom(
    'string',
    'A',
    '{',
    '}',
    '(',
    ')',
    '[]',
    '|',
    '=',
    '"x"',
    'a*:',
    '\n',
    '1..2',
    '<',
    '>',
    'map',
    '/a/',
    '§',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), (texts) => {
      try {
        parseShape(texts.join(' '));
      } catch (error) {
        expect(`${error}`).toMatch(/^ShapeSyntaxError: Line \d+: /);
      }
    }),
  );
});

const SIGN = { required: '*', optional: '?', owned: '!', versioned: '+' } as const;

function write(shape: Shape): string {
  switch (shape.kind) {
    case 'scalar':
      return `${shape.type}${bounds(shape.limits)}`;
    case 'literal':
      return JSON.stringify(shape.value).replace(/\\\\/g, '\\');
    case 'reference':
      return shape.name;
    case 'array':
      return `(${write(shape.items)})[]${bounds(shape.limits)}`;
    case 'map':
      return `map<${write(shape.keys)}, ${write(shape.values)}>${bounds(shape.limits)}`;
    case 'list':
      return `list<${write(shape.items)}>`;
    case 'union':
      return shape.options.map(write).join(' | ');
    case 'object':
      return `{ ${shape.fields.map((field) => `${field.name}${SIGN[field.presence]}: ${write(field.shape)}`).join('\n')} }`;
  }
}

const bounds = ({ min, max }: { min?: number; max?: number }) => (min === undefined ? '' : `(${min}..${max})`);
